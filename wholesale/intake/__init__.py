"""Any spreadsheet a dealer has becomes rows of an order, and each row is accounted for.

Read in this order: ``opening`` (bytes → sheets) → ``tables`` (where they stand in a sheet) →
``columns`` (which is what) → ``rows`` (what each asks for) → ``matching`` (products and
decisions) → ``receipt``; ``answering`` gives the file back, ``words`` knows how people write.
``reading`` runs the steps.
"""
