"""What a visitor may ask of the data that is kept: what there is, a copy of it, its deletion."""
