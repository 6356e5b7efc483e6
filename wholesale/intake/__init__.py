"""Any spreadsheet a dealer has becomes rows of an order, and each row is accounted for.

Read in this order: ``sniff`` → ``package`` → ``reader`` (a child process) → ``workbook`` →
``headers`` → ``columns`` → ``quantity`` → ``rows`` → ``match`` → ``receipt``. The screens and
``flow.read_order_file`` use what is named in ``intake.parse`` and ``intake.receipt``.
"""
