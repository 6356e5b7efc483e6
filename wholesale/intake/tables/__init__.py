"""Where the tables of a sheet stand: their headers, and what is written over each column."""
