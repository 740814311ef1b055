-- Whatever removes an event removes all that was made of it.
CREATE TRIGGER event_removed AFTER DELETE ON events
BEGIN
  DELETE FROM messages WHERE event_id = OLD.id;
  DELETE FROM calls WHERE event_id = OLD.id;
  DELETE FROM call_speakers WHERE event_id = OLD.id;
  DELETE FROM conflicts WHERE event_id = OLD.id;
  DELETE FROM attempts WHERE event_id = OLD.id;
END;
