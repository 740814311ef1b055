-- What came after the trigger event_removed.
CREATE TRIGGER event_facts_removed AFTER DELETE ON events
BEGIN
  DELETE FROM signals WHERE event_id = OLD.id;
  DELETE FROM outcomes WHERE event_id = OLD.id;
  DELETE FROM facts_due WHERE event_id = OLD.id;
END;
