extension Mutant {
  private static let elsewhere = "a custodian seals anew where it is an analyst"
  private static let acting = "a custodian acts where it is an analyst"
  private static let reaching = "a custodian reaches for others from its own organization"
  private static let destroying = "an organization that is not being erased is destroyed"
  private static let versions = "a version of a key is skipped, repeated or retired too early"

  /// Of keys, erasures and what is sealed.
  static let ofCustody = [
    Mutant(
      "a custodian erases a person wherever it is a member", noticedBy: acting,
      in: "phano.erase_rows(uuid[],uuid[],uuid[],uuid[],text[],bytea[],integer[])", "ctx.require_custodian()",
      becomes: "ctx.org()"),
    Mutant(
      "rows are erased of an organization that goes on", noticedBy: destroying,
      in: "phano.erase_page(regclass,integer)", "ctx.require_erasing()", becomes: "ctx.require_custodian()"),
    Mutant(
      "an erasure is under way wherever one likes", noticedBy: destroying, in: "ctx.require_erasing()",
      "and o.status = 'erasing'", becomes: ""),
    Mutant(
      "who writes does not hold the organization", noticedBy: "whoever writes a tenant table holds its organization",
      "drop trigger org_held on phano.metric"),
    Mutant(
      "who writes holds the organization when inserting only",
      noticedBy: "whoever writes a tenant table holds its organization",
      """
      drop trigger org_held on phano.contact;
      create trigger org_held before insert on phano.contact for each row execute function ctx.hold_organization()
      """),
    Mutant(
      "anybody puts anything on record", noticedBy: "a host puts on record what it cannot have done",
      in: "audit.note(text,text)", "v_role in ('admin', 'dpo')", becomes: "true"),
    Mutant(
      "people write the audit chain themselves", noticedBy: "the audit chain is written by its functions alone",
      "grant execute on function audit.append(text, text) to phano_operator"),
    Mutant(
      "a login is a host here and a person there", noticedBy: "a login is a host or a person",
      "drop trigger membership_is_of_one_sort on auth.membership"),
    Mutant(
      "an erasure takes the audit chain along", noticedBy: "an erasure takes what it must leave",
      in: "phano.erase_page(regclass,integer)", "and c.relnamespace = 'phano'::regnamespace", becomes: ""),
    Mutant(
      "a custodian names whoever it likes", noticedBy: "a custodian names another who erased",
      "grant insert on audit.erasure to phano_custodian"),
    Mutant(
      "a custodian deletes without a door", noticedBy: "no login deletes tenant rows",
      "grant delete on phano.contact to phano_custodian"),
    Mutant(
      "a custodian replaces verdicts wherever it is a member", noticedBy: elsewhere,
      "drop policy custodian_updates on phano.verdict"),
    Mutant(
      "a custodian replaces texts wherever it is a member", noticedBy: elsewhere,
      "drop policy custodian_updates on phano.interaction"),
    Mutant(
      "a custodian records erasures wherever it is a member", noticedBy: elsewhere,
      "drop policy custodian_inserts on audit.erasure"),
    Mutant(
      "an organization's erasure is recorded without one",
      noticedBy: "a custodian says that an organization was erased which was not",
      "drop policy whole_organization_in_erasure on audit.erasure"),
    Mutant(
      "every member is a custodian", noticedBy: acting, in: "ctx.is_custodian()", "and m.role in ('admin', 'dpo')",
      becomes: ""),
    Mutant(
      "a custodian of one organization is one of all", noticedBy: acting, in: "ctx.is_custodian()",
      "and m.organization_id = v_org", becomes: ""),
    Mutant(
      "nobody asks whether it is a custodian who adds a key", noticedBy: acting,
      in: "vault.add_version(integer,bytea,integer,text)", "ctx.require_custodian()", becomes: "ctx.org()"),
    Mutant(
      "people may add keys", noticedBy: "alice acts as a custodian",
      "grant execute on function vault.add_version(integer, bytea, integer, text) to phano_operator"),
    Mutant(
      "keys are destroyed of an organization that goes on", noticedBy: destroying, in: "vault.destroy()",
      "ctx.require_erasing()", becomes: "ctx.require_custodian()"),
    Mutant(
      "jobs are forgotten of an organization that goes on", noticedBy: destroying, in: "queue.forget_organization()",
      "ctx.require_erasing()", becomes: "ctx.require_custodian()"),
    Mutant(
      "an erasure ends that was not begun", noticedBy: destroying, in: "ctx.end_erasure()",
      "ctx.require_erasing()", becomes: "ctx.require_custodian()"),
    Mutant(
      "the jobs of others are forgotten", noticedBy: reaching, in: "queue.forget(uuid[])",
      "j.organization_id = v_org and", becomes: ""),
    Mutant(
      "the jobs of others are restarted", noticedBy: reaching, in: "queue.restart(uuid[])",
      "j.organization_id = v_org and", becomes: ""),
    Mutant(
      "everybody's keys are handed out", noticedBy: "a worker takes the keys of others", in: "vault.keys()",
      "where k.organization_id = v_org", becomes: ""),
    Mutant(
      "any version of a key will do", noticedBy: "what was sealed under another version is stored",
      in: "vault.require_version(integer)", "if v_current is distinct from p_version then", becomes: "if false then"),
    Mutant(
      "versions of keys may be skipped", noticedBy: versions, in: "vault.add_version(integer,bytea,integer,text)",
      "if p_version is distinct from v_current + 1 then", becomes: "if false then"),
    Mutant(
      "text in clear is taken for sealed", noticedBy: "what is to be sealed is written in clear",
      "alter domain vault.sealed drop constraint sealed_check"),
    Mutant(
      "an address in clear is taken for its index", noticedBy: "what is to be sealed is written in clear",
      "alter domain vault.blind_index drop constraint blind_index_check"),
    Mutant(
      "intakes are taken whoever holds their jobs",
      noticedBy: "intakes of others, or under another lease, are taken", in: "phano.take_intakes(bigint[],bigint[])",
      "if coalesce(cardinality(v_taken), 0) <> cardinality(p_jobs) then", becomes: "if false then"),
    Mutant(
      "workers may delete", noticedBy: "no login deletes tenant rows",
      "grant delete on phano.intake to phano_worker"),
  ]
}
