"""Hostile input at every entry of the program: made up by hypothesis, searched for by atheris, and in every size."""
