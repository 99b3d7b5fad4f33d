"""The database itself refuses to change or delete a published version of a policy."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION escalation_keep_policy_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published policy version is kept';
    END IF;
    -- The author may be forgotten when an account is deleted; nothing else may change.
    IF (NEW.id, NEW.policy_id, NEW.number, NEW.rules, NEW.settings, NEW.note, NEW.published_at)
        IS DISTINCT FROM
        (OLD.id, OLD.policy_id, OLD.number, OLD.rules, OLD.settings, OLD.note, OLD.published_at)
    THEN
        RAISE EXCEPTION 'a published policy version never changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER escalation_keep_policy_version
    BEFORE UPDATE OR DELETE ON escalation_policyversion
    FOR EACH ROW EXECUTE FUNCTION escalation_keep_policy_version();
"""

BACKWARD = """
DROP TRIGGER escalation_keep_policy_version ON escalation_policyversion;
DROP FUNCTION escalation_keep_policy_version();
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
