"""Intake: whatever a supplier is sent, a file or a chat message, becomes orders here."""
