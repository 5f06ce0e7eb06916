extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let b = Tenant.b.id

  /// Seeing what belongs to others, from a context that is one's own.
  static let onReading: [Attack] = [
    Attack(
      "a worker asks for another organization's rows", as: .worker, in: inA,
      [
        "select r::text from phano.account r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.contact r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.interaction r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.nps_response r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.intake r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.verdict r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.masking_case r where organization_id = '\(b)'": .answers(""),
      ]),
    Attack(
      "a person asks for another organization's rows", as: .alice, in: aliceInA,
      [
        "select r::text from phano.account r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.metric r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.nps_response r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.verdict r where organization_id = '\(b)'": .answers(""),
        "select r::text from phano.masking_case r where organization_id = '\(b)'": .answers(""),
        "select r::text from audit.event r where organization_id = '\(b)'": .answers(""),
      ]),
    Attack(
      "a row of others is asked for by its id", as: .worker, in: inA,
      ["select r::text from phano.interaction r where id = '\(Tenant.b.interaction(1))'": .answers("")]),
    Attack(
      "a worker asks for all there is", as: .worker, in: inA,
      [
        owners(of: "phano.account"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.contact"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.interaction"): .answers("5 \(Tenant.a.id)"),
        owners(of: "phano.nps_response"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.intake"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.verdict"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.masking_case"): .answers("1 \(Tenant.a.id)"),
      ]),
    Attack(
      "a person asks for all there is", as: .alice, in: aliceInA,
      [
        owners(of: "phano.metric"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.nps_response"): .answers("1 \(Tenant.a.id)"),
        owners(of: "phano.interaction"): .answers("5 \(Tenant.a.id)"),
        owners(of: "phano.intake"): .answers("1 \(Tenant.a.id)"),
        owners(of: "audit.event"): .answers("1 \(Tenant.a.id)"),
      ]),
    Attack(
      "rows are reached through joins, unions and laterals", as: .worker, in: inA,
      [
        """
        with x as materialized (select * from phano.interaction)
        select count(distinct o)::text
        from (
          select organization_id o from x
          union all
          select organization_id from phano.contact
          union all
          select l.organization_id
          from phano.account a
          cross join lateral (select * from phano.verdict v where v.organization_id >= a.organization_id limit 9) l
        ) z
        """: .answers("1")
      ]),
    Attack(
      "row security is switched off", as: .worker, in: inA,
      [
        "set local row_security = off": .touches(0),
        "select count(*) from phano.interaction": .refused("42501", "would be affected by row-level security"),
      ]),
    Attack(
      "a division by zero tells of hidden rows", as: .worker, in: inA,
      [
        """
        select count(*)::text from phano.interaction
        where 1 / (case when position('SECRET-B'::bytea in content) > 0 then 0 else 1 end) = 1
        """: .answers("5")
      ]),
    Attack(
      "a failed cast quotes hidden rows", as: .worker, in: inA,
      [
        """
        select count(*)::text from phano.interaction
        where case when external_id like 'SECRET-B%' then external_id::int else 1 end = 1
        """: .answers("5")
      ]),
    Attack(
      "a cheap function of one's own sees rows before the policy", as: .worker, in: inA,
      [
        """
        create function pg_temp.leak(t text) returns boolean language plpgsql cost 0.0000001
        as $$begin raise notice '%', t; return true; end$$
        """: .refused("42501"),
        "do $$begin perform 1 from phano.interaction where external_id ~ 'x'; end$$": .touches(0),
      ]),
    Attack(
      "the planner's statistics quote values", as: .worker, in: inA,
      [
        "select count(*)::text from pg_stats where schemaname in ('phano', 'audit')": .answers("0"),
        "select count(*) from pg_statistic": .denied,
        "select count(*) from pg_statistic_ext_data": .denied,
      ]),
    Attack(
      "the planner's statistics quote values to people", as: .alice, in: aliceInA,
      ["select count(*)::text from pg_stats where schemaname in ('phano', 'audit')": .answers("0")]),
    Attack(
      "an explained query counts hidden rows", as: .worker, in: inA,
      [
        """
        explain (analyze, costs off, timing off, summary off)
        select * from phano.interaction where organization_id = '\(b)'
        """: .shows("rows=0")
      ]),
    Attack(
      "hidden rows are locked", as: .alice, in: aliceInA,
      [
        "select id::text from phano.account where organization_id = '\(b)' for update": .answers(""),
        "select id::text from phano.account where id = '\(Tenant.b.account)' for key share": .answers(""),
      ]),
    Attack(
      "tables are locked", as: .worker, in: inA,
      ["lock table phano.interaction in access exclusive mode": .denied, "lock table queue.job in share mode": .denied]),
    Attack(
      "rows are copied to files and programs", as: .worker, in: inA,
      [
        "copy phano.interaction to '/tmp/phano-leak'": .refused("42501"),
        "copy (select 1) to program 'id'": .refused("42501"),
        "select pg_read_file('PG_VERSION')": .denied,
        "select pg_ls_dir('.')": .denied,
        "select lo_import('/etc/passwd')": .denied,
      ]),
    Attack(
      "an extension opens another way in", as: .alice, in: aliceInA,
      ["create extension dblink": .refused("42501"), "create extension hstore": .refused("42501")]),
    Attack(
      "a check that fails quotes the row", as: .worker, in: inA,
      [
        "update phano.verdict set label = 5, silence = null where organization_id = '\(Tenant.a.id)'":
          .refused("23514")
      ]),
    Attack(
      "tables that are nobody's business are read by a worker", as: .worker, in: inA,
      [
        "select * from auth.organization": .denied, "select * from auth.membership": .denied,
        "select * from auth.app_user": .denied, "select * from queue.worker": .denied,
        "select * from queue.lease": .denied, "select * from queue.job": .denied,
        "select * from queue.job_done": .denied, "select * from queue.job_dead": .denied,
        "select * from queue.tenant": .denied, "select * from phano.diagnosis_feedback": .denied,
        "select * from vault.organization_key": .denied, "select * from audit.event": .denied,
        "select * from audit.erasure": .denied,
      ]),
    Attack(
      "tables that are nobody's business are read by a person", as: .alice, in: aliceInA,
      [
        "select * from auth.organization": .denied, "select * from auth.membership": .denied,
        "select * from auth.app_user": .denied, "select * from queue.worker": .denied,
        "select * from queue.lease": .denied, "select * from queue.job": .denied,
        "select * from queue.job_dead": .denied, "select * from pg_authid": .denied,
        "select * from vault.organization_key": .denied, "select * from audit.erasure": .denied,
      ]),
    Attack(
      "the dispatcher reads what was written", as: .dispatcher, in: inA,
      [
        "select * from phano.account": .denied, "select * from phano.contact": .denied,
        "select * from phano.interaction": .denied, "select * from phano.intake": .denied,
        "select * from phano.metric": .denied, "select * from phano.nps_response": .denied,
        "select * from phano.verdict": .denied, "select * from audit.event": .denied,
        "select * from phano.masking_case": .denied, "select * from queue.job": .denied,
        "select * from queue.worker": .denied, "select * from vault.organization_key": .denied,
        "select * from auth.organization": .denied,
      ]),
    Attack(
      "the host application reads verdicts, masked values and the audit", as: .host, in: aliceInA,
      [
        "select * from phano.verdict": .denied, "select * from phano.masking_case": .denied,
        "select * from audit.event": .denied,
      ]),
    Attack(
      "the queue tells a person of others' troubles", as: .alice, in: aliceInA,
      [
        "select job_id::text from queue.troubles()": .answers("190"),
        "select sum(jobs)::text from queue.overview_of_organization()": .answers("10"),
        "select cardinality(queue.live(array['\(Tenant.b.interaction(1))']::uuid[]))::text": .answers("0"),
        "select * from queue.overview()": .denied,
      ]),
  ]

  private static func owners(of table: String) -> String {
    "select count(*)::text, string_agg(distinct organization_id::text, ',') from \(table)"
  }
}
