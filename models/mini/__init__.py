"""The model in the box: its recipe (data, tokenizer, training, export, evaluation) and serving."""
