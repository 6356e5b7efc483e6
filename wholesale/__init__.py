"""B2B ordering for a wholesaler and its dealers."""
