"""The charts of the page, one module each: a Vega-Lite spec by Altair, and the rows that it draws."""
