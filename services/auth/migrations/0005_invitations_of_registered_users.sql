-- What accepting gives somebody who has an account already; null where the user has it since the invitation.
ALTER TABLE invitations ADD COLUMN grants jsonb;
