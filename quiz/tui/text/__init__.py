"""From the words of a bank to styled, wrapped lines that no text can break."""
