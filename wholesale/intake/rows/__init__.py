"""What each row of a table asks for or why it asks for nothing, and which sheets are the order."""
