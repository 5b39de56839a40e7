"""The public development set: what people ask for, on which folder, and what must be true after."""
