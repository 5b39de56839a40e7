"""The code that answers each intent, one file for each family of requests."""
