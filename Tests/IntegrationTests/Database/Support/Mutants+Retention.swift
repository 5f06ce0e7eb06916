extension Mutant {
  private static let jobless = "a worker carries out the schedule without the day's job"
  private static let borrowed = "a worker carries out the schedule under an old lease, or with a job of others"
  private static let holding = "queue.holds_retention(bigint,bigint)"

  /// Of the schedule and of what deletes by it.
  static let ofRetention = [
    Mutant(
      "any job opens the door of retention", noticedBy: jobless, in: holding,
      "and j.interaction_id = v_held.organization_id and j.kind = 3", becomes: ""),
    Mutant("retention has no fence", noticedBy: borrowed, in: holding, "and j.lease = p_lease", becomes: ""),
    Mutant(
      "a colleague's job opens the door of retention",
      noticedBy: "a worker carries out the schedule with a colleague's job", in: holding,
      "and j.worker_id = v_held.worker_id", becomes: ""),
    Mutant(
      "a job of others opens the door of retention", noticedBy: borrowed, in: holding,
      "and j.organization_id = v_held.organization_id\n    and j.interaction_id = v_held.organization_id", becomes: ""),
    Mutant(
      "nobody asks for the job of retention", noticedBy: jobless, in: "phano.retain(bigint,bigint,integer)",
      "not queue.holds_retention(p_job, p_lease)", becomes: "false"),
    Mutant(
      "workers delete without a door", noticedBy: "worker deletes past the doors of retention",
      "grant execute on function phano.expire(integer) to phano_worker"),
    Mutant(
      "custodians delete without a door", noticedBy: "dora deletes past the doors of retention",
      "grant execute on function phano.expire(integer) to phano_custodian"),
    Mutant(
      "every member of the group carries out any schedule", noticedBy: "a custodian acts where it is an analyst",
      in: "phano.retain_now(integer)", "perform ctx.require_custodian();", becomes: ""),
    Mutant(
      "every member of the group sets any schedule", noticedBy: "a custodian acts where it is an analyst",
      in: "queue.set_retention(integer,integer,integer)", "ctx.require_custodian()", becomes: "ctx.org()"),
    Mutant(
      "everybody's finished jobs go by one schedule",
      noticedBy: "a worker has more deleted than the schedule gives up", in: "queue.expire_jobs(integer)",
      "organization_id = v_org", becomes: "organization_id is not null"),
    Mutant(
      "young interactions go too", noticedBy: "a custodian has more deleted than the schedule gives up",
      in: "phano.expire(integer)", "o.occurred_at < clock_timestamp() -", becomes: "o.occurred_at < clock_timestamp() +"
    ),
    Mutant(
      "everybody's schedules are shown", noticedBy: "a person sees the schedules of others",
      in: "queue.retention_schedule()", "where r.organization_id = v_org", becomes: ""),
  ]
}
