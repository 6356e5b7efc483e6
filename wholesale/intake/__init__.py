"""Any spreadsheet a dealer has becomes rows of an order, and each row is accounted for.

Read in this order: ``opening`` (bytes → sheets) → ``tables`` (sheets → tables, columns, rows) →
``matching`` (rows → products and decisions) → ``receipt``; ``answering`` gives the file back,
``words`` knows how people write. ``reading`` runs the steps.
"""
