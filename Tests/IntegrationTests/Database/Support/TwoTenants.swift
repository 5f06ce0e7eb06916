import TestSupport

/// An organization of the isolation tests. Everything that anybody wrote in it contains its ``marker``.
enum Tenant: String, CaseIterable {
  case a, b, c

  /// 8 times the letter, then zeros.
  var id: String { uuid(0, 0) }
  var account: String { uuid(1, 0) }
  var contact: String { uuid(2, 0) }
  /// - Parameter number: from 1 to 5; the first three have leased jobs, the fourth a ready one, the fifth a verdict.
  func interaction(_ number: Int) -> String { uuid(3, number) }
  var marker: String { "SECRET-\(rawValue.uppercased())" }
  /// The marker as the server shows it in bytes.
  var hexadecimalMarker: String { Array(marker.utf8).map { String($0, radix: 16) }.joined() }
  var intake: String { uuid(4, 0) }
  /// A scheduled run that diagnosed its account.
  var run: String { uuid(5, 0) }
  /// A webhook, with a delivery of each sort that waits.
  var destination: String { uuid(6, 0) }
  /// - Parameter number: 1 tells of the run, 2 of the account, 3 was delivered.
  func delivery(_ number: Int) -> String { uuid(7, number) }
  /// The first of its jobs' numbers, 100 apart.
  var firstJob: Int { 100 * (1 + (Tenant.allCases.firstIndex(of: self) ?? 0)) }
  /// The lease under which its worker holds its jobs.
  var lease: Int { firstJob / 10 + 1 }

  /// An expression for a sealed value that says who it belongs to, in place of a ciphertext.
  func envelope(_ text: String = "") -> String { Fake.envelope("\(marker)-\(text)") }
  /// An expression for the blind index of something.
  func index(_ text: String) -> String { Fake.index("\(marker)-\(text)") }

  private func uuid(_ kind: Int, _ number: Int) -> String {
    let eight = String(repeating: rawValue, count: 8)
    return "\(eight)-0000-0000-000\(kind)-\(String(number + 1_000_000_000_000).dropFirst())"
  }
}

/// Expressions for what the database takes for sealed: it has no key to tell.
enum Fake {
  static func envelope(_ text: String) -> String {
    "('\\x0101'::bytea || decode(repeat('00', 80), 'hex') || convert_to('\(text)', 'UTF8'))"
  }
  static func index(_ text: String) -> String { "decode(md5('\(text)'), 'hex')" }
}

/// Who logs in to attack. The logins of people belong to the cluster, so they are the same in each test's database.
enum Login: String, CaseIterable {
  case worker = "phano_worker"
  case dispatcher = "phano_dispatcher"
  /// An analyst of A.
  case alice = "itest_alice"
  /// A custodian of B.
  case bob = "itest_bob"
  /// A custodian of A, and an analyst of B.
  case dora = "itest_dora"
  /// A suspended member of A.
  case carol = "itest_carol"
  /// May log in as an operator, and is a member of nothing.
  case nobody = "itest_nobody"
  /// The host application of A.
  case host = "itest_host"
}

/// The secret that a worker of the isolation tests registered with.
enum WorkerSecret {
  /// Of worker 1, which holds jobs 101, 102, 106, 107 and 109 of A under lease 11, and all leased ones of C under lease 31.
  static let ofA = "secret-of-worker-1"
  /// Of worker 2, which holds the jobs of B under lease 21.
  static let ofB = "secret-of-worker-2"
  /// Of worker 3, which holds jobs 103 and 108 of A under lease 12.
  static let ofColleague = "secret-of-worker-3"
  /// Of worker 4, which has a lease of A and has not been heard of for 31 seconds.
  static let ofSilent = "secret-of-worker-4"

  /// Lets all leases end 30 seconds after their workers' last beats, as they do.
  static let renewal = """
    update queue.lease l set expires_at = w.beat_at + interval '30 seconds' from queue.worker w where w.id = l.worker_id
    """
}

/// The grounds of the isolation tests, by their numbers.
enum Residence {
  static let inForce = 1
  static let withdrawn = 2
}

extension TestDatabase {
  /// Fills a database with three organizations that know secrets, and the workers and people who attack them.
  func plantSecrets() async throws {
    try await run(Self.people)
    for tenant in Tenant.allCases { try await run(Self.records(of: tenant)) }
    try await run(Self.work + "; analyze")
  }

  private static let people = """
    do $$
    declare
      r text;
    begin
      foreach r in array array[
        'itest_alice', 'itest_bob', 'itest_dora', 'itest_carol', 'itest_nobody', 'itest_host'
      ] loop
        begin
          if not exists (select from pg_roles where rolname = r) then
            execute format('create role %I login', r);
          end if;
          if not pg_has_role(r, case r when 'itest_host' then 'phano_host' else 'phano_operator' end, 'member') then
            execute format('grant %I to %I', case r when 'itest_host' then 'phano_host' else 'phano_operator' end, r);
          end if;
          if r in ('itest_bob', 'itest_dora') and not pg_has_role(r, 'phano_custodian', 'member') then
            execute format('grant phano_custodian to %I', r);
          end if;
        exception when duplicate_object or unique_violation then
          null;
        end;
      end loop;
    end $$;
    insert into auth.app_user (login)
    values ('itest_alice'), ('itest_bob'), ('itest_dora'), ('itest_carol'), ('itest_host')
    """

  private static func records(of tenant: Tenant) -> String {
    let (org, mark, job) = (tenant.id, tenant.marker, tenant.firstJob)
    return """
      insert into auth.organization (id, name) values ('\(org)', '\(mark)-NAME');
      insert into queue.tenant (organization_id) values ('\(org)');
      insert into vault.organization_key (organization_id, purpose, version, wrapped, kek_version, kek_fingerprint)
      select '\(org)', purpose, 1, \(tenant.envelope("KEY")), 1, 'test' from generate_series(1, 2) purpose;
      insert into phano.account (organization_id, id, external_id, name, domain, domain_index)
      values ('\(org)', '\(tenant.account)', '\(mark)-ACCOUNT', \(tenant.envelope("ACCOUNT")),
        \(tenant.envelope("DOMAIN")), \(tenant.index("DOMAIN")));
      insert into phano.contact
        (organization_id, id, account_id, name, email, email_index, phone, phone_index)
      values ('\(org)', '\(tenant.contact)', '\(tenant.account)', \(tenant.envelope("CONTACT")),
        \(tenant.envelope("MAIL")), \(tenant.index("MAIL")), \(tenant.envelope("PHONE")), \(tenant.index("PHONE")));
      insert into phano.interaction
        (organization_id, id, account_id, contact_id, source, external_id, conversation, channel, occurred_at, content)
      select '\(org)', replace('\(tenant.interaction(0))', '-000000000000', to_char(n, '-FM000000000000'))::uuid,
        '\(tenant.account)', '\(tenant.contact)', 'mail', '\(mark)-' || n, \(tenant.index("THREAD")), 1, now(),
        \(tenant.envelope("BODY"))
      from generate_series(1, 5) n;
      insert into phano.intake (organization_id, id, kind, source, external_id, document)
      values ('\(org)', '\(tenant.intake)', 1, 'mail', '\(mark)-6', '{"subject": "\(mark)-SUBJECT"}');
      insert into phano.metric (organization_id, account_id, day, name, value)
      values ('\(org)', '\(tenant.account)', current_date, '\(mark)-METRIC', 1);
      insert into phano.nps_response
        (organization_id, id, account_id, respondent, respondent_index, score, responded_at, comment)
      values ('\(org)', gen_random_uuid(), '\(tenant.account)', \(tenant.envelope("MAIL")), \(tenant.index("MAIL")), 3,
        now(), \(tenant.envelope("COMMENT")));
      insert into phano.verdict (organization_id, id, interaction_id, job_id, silence, evidence)
      values ('\(org)', gen_random_uuid(), '\(tenant.interaction(5))', \(job + 5), 'emptyBody',
        \(tenant.envelope("EVIDENCE")));
      insert into phano.masking_case (organization_id, account_id, conversation, placeholders, mentions, revision)
      values ('\(org)', '\(tenant.account)', \(tenant.index("THREAD")), \(tenant.envelope("ORIGINAL")),
        array[\(tenant.index("MAIL"))], 1);
      insert into phano.ticket_event
        (organization_id, id, account_id, ticket, conversation, kind, occurred_at)
      values ('\(org)', gen_random_uuid(), '\(tenant.account)', \(tenant.envelope("TICKET")), \(tenant.index("THREAD")), 1,
        now());
      insert into phano.diagnosis_run (organization_id, id, kind, day, known_until, time_zone, model, accounts)
      values ('\(org)', '\(tenant.run)', 1, current_date, now(), 'UTC', '\(mark)-MODEL', 1);
      insert into phano.diagnosis
        (organization_id, run_id, account_id, day, verdict, score, lower, upper, confidence, adverse, details, evidence,
         segment, since)
      values ('\(org)', '\(tenant.run)', '\(tenant.account)', current_date, 'stable', 50, 40, 60, 0.5, '{}', '{}', '{}',
        '\(mark)-SEGMENT', current_date);
      insert into phano.diagnosis_feedback (organization_id, id, run_id, account_id, day, kind, reason)
      values ('\(org)', gen_random_uuid(), '\(tenant.run)', '\(tenant.account)', current_date, 1,
        \(tenant.envelope("REASON")));
      insert into phano.output_destination (organization_id, id, name, kind, events, settings, secrets)
      values ('\(org)', '\(tenant.destination)', '\(mark.lowercased())', 1, '{1,2}', \(tenant.envelope("SETTINGS")),
        \(tenant.envelope("SIGNING")));
      insert into phano.output_delivery
        (organization_id, id, destination_id, event, run_id, account_id, state, position, ended_at)
      values ('\(org)', '\(tenant.delivery(1))', '\(tenant.destination)', 1, '\(tenant.run)', null, 1, 0, null),
        ('\(org)', '\(tenant.delivery(2))', '\(tenant.destination)', 2, '\(tenant.run)', '\(tenant.account)', 1, 1, null),
        ('\(org)', '\(tenant.delivery(3))', '\(tenant.destination)', 3, null, null, 2, 2, now() - interval '2 days');
      insert into phano.output_attempt (organization_id, delivery_id, number, status, milliseconds)
      values ('\(org)', '\(tenant.delivery(3))', 1, 204, 5);
      insert into queue.diagnosis_plan (organization_id) values ('\(org)');
      insert into audit.erasure (organization_id, id, kind, indexes, actor, counts)
      values ('\(org)', gen_random_uuid(), 2, array[\(tenant.index("MAIL"))], '\(mark)-ACTOR', '{}');
      insert into audit.event (organization_id, seq, at, actor, action, subject, prev_hash, hash)
      values ('\(org)', 1, now(), '\(mark)-ACTOR', 'test', '\(mark)-SUBJECT', '', '');
      insert into queue.job (id, organization_id, interaction_id)
      overriding system value
      select \(job) + n, i.organization_id, i.id
      from generate_series(1, 4) n
      join phano.interaction i on i.organization_id = '\(org)' and i.external_id = '\(mark)-' || n;
      insert into queue.job (id, organization_id, interaction_id, kind)
      overriding system value
      values (\(job + 6), '\(org)', '\(tenant.intake)', 2), (\(job + 7), '\(org)', '\(org)', 3),
        (\(job + 8), '\(org)', gen_random_uuid(), 3), (\(job + 9), '\(org)', '\(tenant.destination)', 5);
      insert into queue.retention (organization_id, interaction_days, comment_days, job_days, changed_at)
      values ('\(org)', 90, 90, 1, now() - interval '2 days');
      insert into queue.job_done
        (id, organization_id, interaction_id, kind, attempt, rescues, worker_id, enqueued_at, claimed_at, finished_at)
      values (\(job + 80), '\(org)', '\(tenant.interaction(5))', 1, 1, 0, 1, now() - interval '2 days',
        now() - interval '2 days', now() - interval '2 days');
      insert into queue.job_dead
        (id, organization_id, interaction_id, kind, priority, attempt, rescues, enqueued_at, reason)
      values (\(job + 90), '\(org)', '\(tenant.interaction(5))', 1, 100, 1, 0, now(), '\(mark)-REASON')
      """
  }

  private static let work = """
    insert into auth.membership (organization_id, user_id, role, status)
    select given.org::uuid, u.id, given.role, given.status
    from (values
      ('itest_alice', '\(Tenant.a.id)', 'analyst', 'active'),
      ('itest_bob', '\(Tenant.b.id)', 'admin', 'active'),
      ('itest_dora', '\(Tenant.a.id)', 'dpo', 'active'),
      ('itest_dora', '\(Tenant.b.id)', 'analyst', 'active'),
      ('itest_carol', '\(Tenant.a.id)', 'csm', 'suspended'),
      ('itest_host', '\(Tenant.a.id)', 'host', 'active')) as given (login, org, role, status)
    join auth.app_user u on u.login = given.login;
    insert into queue.worker (id, secret_hash, name, beat_at)
    overriding system value
    select id, sha256(convert_to(secret, 'UTF8')), 'worker', clock_timestamp() + beat
    from (values
      (1, '\(WorkerSecret.ofA)', interval '1 hour'), (2, '\(WorkerSecret.ofB)', interval '1 hour'),
      (3, '\(WorkerSecret.ofColleague)', interval '1 hour'), (4, '\(WorkerSecret.ofSilent)', interval '-31 seconds')
    ) as given (id, secret, beat);
    insert into queue.lease (worker_id, organization_id, secret_hash, expires_at)
    select w.id, given.organization::uuid, w.secret_hash, w.beat_at + interval '30 seconds'
    from (values
      (1, '\(Tenant.a.id)'), (1, '\(Tenant.c.id)'), (2, '\(Tenant.b.id)'), (3, '\(Tenant.a.id)'),
      (4, '\(Tenant.a.id)')) as given (worker, organization)
    join queue.worker w on w.id = given.worker;
    update queue.job j
    set state = 1, attempt = 1, claimed_at = now(), worker_id = held.worker, lease = held.lease
    from (values
      (101, 1, 11), (102, 1, 11), (103, 3, 12), (106, 1, 11), (107, 1, 11), (108, 3, 12), (109, 1, 11), (201, 2, 21), (202, 2, 21),
      (203, 2, 21), (206, 2, 21), (207, 2, 21), (209, 2, 21), (301, 1, 31), (302, 1, 31), (303, 1, 31), (306, 1, 31), (307, 1, 31),
      (309, 1, 31)
    ) as held (id, worker, lease)
    where j.id = held.id;
    insert into auth.transfer_event (host, is_withdrawal, kind, country, document, signed_on, party)
    values ('api.example', false, 'scc', 'US', 'D', '2026-02-27', 'P'),
      ('old.example', false, 'scc', 'US', 'D', '2026-02-27', 'P'), ('old.example', true, null, null, null, null, null)
    """
}
