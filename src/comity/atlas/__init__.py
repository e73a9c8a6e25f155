"""The record in a browser, and over HTTP."""
