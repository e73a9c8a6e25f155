"""How a brief looks: in a terminal, as Markdown, as a page of HTML with its pictures.

Everything here takes a ``Brief`` and computes nothing about recognition. ``svg`` draws from plain points, for whoever
else wants the pictures.
"""
