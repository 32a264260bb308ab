"""Plans without names: pseudonyms for residents and plates, and the secret salt that they are made with."""

from parking_share.masking.pseudonyms import mask

__all__ = ["mask"]
