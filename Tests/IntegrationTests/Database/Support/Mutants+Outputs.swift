extension Mutant {
  private static let borrowed = "a worker sends under an old lease, or with a job of others"
  private static let otherKind = "a worker sends with a job of another kind"
  private static let notIts = "a worker puts on record what is not its destination's"
  private static let elsewhere = "a custodian keeps destinations where it is an analyst"
  private static let held = "queue.held_output(bigint,bigint)"
  private static let recorded =
    "phano.record_attempt(bigint,bigint,uuid,smallint,smallint,text,integer,double precision)"

  /// Of destinations and deliveries.
  static let ofOutputs = [
    Mutant("deliveries have no fence", noticedBy: borrowed, in: held, "and j.lease = p_lease", becomes: ""),
    Mutant(
      "any job opens the door of deliveries", noticedBy: otherKind, in: held, "and j.kind = 5", becomes: ""),
    Mutant(
      "a colleague's job opens the door of deliveries", noticedBy: "a worker sends with a colleague's job", in: held,
      "and j.worker_id = v_held.worker_id", becomes: ""),
    Mutant(
      "a delivery of anybody's is put on record", noticedBy: notIts, in: recorded,
      "and d.destination_id = v_destination and d.state = 1", becomes: ""),
    Mutant(
      "every member of the group adds destinations", noticedBy: elsewhere,
      in: "phano.add_output(integer,uuid,text,smallint,smallint[],bytea,bytea)", "ctx.require_custodian()",
      becomes: "ctx.org()"),
    Mutant(
      "every member of the group removes destinations", noticedBy: elsewhere, in: "phano.remove_output(uuid)",
      "ctx.require_custodian()", becomes: "ctx.org()"),
    Mutant(
      "people add destinations", noticedBy: "alice keeps destinations",
      "grant execute on function phano.add_output(integer, uuid, text, smallint, smallint[], bytea, bytea) to phano_operator"
    ),
    Mutant(
      "secrets of destinations are replaced wherever a custodian is a member",
      noticedBy: "a custodian seals destinations anew where it is an analyst",
      "drop policy custodian_updates on phano.output_destination"),
    Mutant(
      "the host sees where diagnoses go", noticedBy: "the host reads where diagnoses go",
      "grant select on phano.output_delivery to phano_host"),
    Mutant(
      "a view shows everybody's deliveries",
      noticedBy: "no materialized view, and no view with the rights of an owner who reads a tenant table",
      "alter view phano.v1_delivery reset (security_invoker)"),
    Mutant(
      "workers write deliveries themselves",
      noticedBy: "a worker writes deliveries and destinations past its doors",
      "grant execute on function phano.write_deliveries(uuid, uuid, boolean) to phano_worker"),
  ]
}
