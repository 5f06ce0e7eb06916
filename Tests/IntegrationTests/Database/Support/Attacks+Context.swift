extension Attack {
  private static let counting = "select count(*)::text from phano.interaction"

  /// Getting into a context where one has no business.
  static let onContext: [Attack] = [
    Attack("a worker reads without a context", as: .worker, [counting: .refused("42501", "context missing")]),
    Attack(
      "a worker names an organization and shows no secret", as: .worker, in: Claim.person(in: .a),
      [counting: .contextRefused]),
    Attack(
      "a worker shows a wrong secret", as: .worker, in: Claim.worker("guess", in: .a), [counting: .contextRefused]),
    Attack(
      "a worker shows a secret's hash", as: .worker,
      in: Claim.worker("\\x" + String(repeating: "0", count: 64), in: .a), [counting: .contextRefused]),
    Attack(
      "a worker shows a colleague's secret for an organization where that one holds nothing", as: .worker,
      in: Claim.worker(WorkerSecret.ofB, in: .a), [counting: .contextRefused]),
    Attack(
      "a worker enters an organization of which it holds no job", as: .worker,
      in: Claim.worker(WorkerSecret.ofA, in: .b), [counting: .contextRefused]),
    Attack(
      "a worker that has not been heard of for 31 seconds enters", as: .worker,
      in: Claim.worker(WorkerSecret.ofSilent, in: .a), [counting: .contextRefused]),
    Attack(
      "a worker moves on from its organization to another within a transaction", as: .worker,
      in: Claim.worker(WorkerSecret.ofA, in: .a),
      [counting: .answers("5"), "select ctx.enter('\(Tenant.b.id)')": .touches(1), counting: .contextRefused]),
    Attack(
      "the context is empty", as: .worker, in: ["phano.organization_id": "", "phano.worker_secret": WorkerSecret.ofA],
      [counting: .refused("42501", "context missing")]),
    Attack("the context is SQL", as: .worker, in: malformed("' or 1=1 --"), [counting: .refused("22P02")]),
    Attack("the context is a wildcard", as: .worker, in: malformed("%"), [counting: .refused("22P02")]),
    Attack("the context says null", as: .worker, in: malformed("NULL"), [counting: .refused("22P02")]),
    Attack(
      "the context is written in another way", as: .worker, in: malformed("{" + Tenant.b.id.uppercased() + "}"),
      [counting: .contextRefused]),
    Attack(
      "a person enters an organization of others", as: .bob, in: Claim.person(in: .a), [counting: .contextRefused]),
    Attack(
      "a person enters with a worker's secret", as: .bob, in: Claim.worker(WorkerSecret.ofA, in: .a),
      [counting: .contextRefused]),
    Attack("a suspended member enters", as: .carol, in: Claim.person(in: .a), [counting: .contextRefused]),
    Attack(
      "somebody who is a member of nothing enters", as: .nobody, in: Claim.person(in: .a), [counting: .contextRefused]),
    Attack(
      "the host application enters an organization of others", as: .host, in: Claim.person(in: .b),
      [counting: .contextRefused]),
    Attack(
      "the dispatcher asks for a context", as: .dispatcher, in: Claim.worker(WorkerSecret.ofA, in: .a),
      [
        "select ctx.org()": .denied, "select ctx.enter('\(Tenant.a.id)')": .denied,
        "select * from ctx.my_organizations()": .denied,
      ]),
    Attack(
      "a person sees memberships of others", as: .alice,
      ["select organization_id::text from ctx.my_organizations()": .answers(Tenant.a.id)]),
    Attack(
      "a member is suspended in the middle of a transaction", as: .alice, in: Claim.person(in: .a),
      meanwhile: (
        "update auth.membership set status = 'suspended' where organization_id = '\(Tenant.a.id)'",
        """
        update auth.membership m set status = 'active' from auth.app_user u
        where u.id = m.user_id and m.organization_id = '\(Tenant.a.id)' and u.login <> 'itest_carol'
        """
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "an account is suspended in the middle of a transaction", as: .alice, in: Claim.person(in: .a),
      meanwhile: (
        "update auth.app_user set status = 'suspended' where login = 'itest_alice'",
        "update auth.app_user set status = 'active' where login = 'itest_alice'"
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "an organization is suspended under its worker", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      meanwhile: suspension, [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "an organization is suspended under its worker, which goes on beating", as: .worker,
      in: Claim.worker(WorkerSecret.ofA, in: .a),
      meanwhile: (
        suspension.doing + "; select queue.beat(1, '\(WorkerSecret.ofA)')",
        "update queue.worker set beat_at = clock_timestamp() + interval '1 hour' where id = 1; " + suspension.undoing
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "an organization is suspended under its host application", as: .host, in: Claim.person(in: .a),
      meanwhile: suspension, [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "an organization is erased under its members", as: .alice, in: Claim.person(in: .a),
      meanwhile: (
        "update auth.organization set status = 'erasing' where id = '\(Tenant.a.id)'", suspension.undoing
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "a lease is taken away in the middle of a transaction", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      meanwhile: (
        "delete from queue.lease where worker_id = 1 and organization_id = '\(Tenant.a.id)'",
        "insert into queue.lease select w.id, '\(Tenant.a.id)', w.secret_hash, w.beat_at from queue.worker w where w.id = 1"
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "a lease ends in the middle of a transaction", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      meanwhile: (
        "update queue.lease set expires_at = clock_timestamp() where worker_id = 1", WorkerSecret.renewal
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "a worker that was silent for too long is heard of again", as: .worker,
      in: Claim.worker(WorkerSecret.ofSilent, in: .a),
      meanwhile: (
        "select queue.beat(4, '\(WorkerSecret.ofSilent)')",
        "update queue.worker set beat_at = clock_timestamp() - interval '31 seconds' where id = 4; \(WorkerSecret.renewal)"
      ), [counting: .contextRefused, counting + " ": .contextRefused]),
    Attack(
      "a worker shows a secret that was taken from it", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      meanwhile: (
        "update queue.worker set secret_hash = sha256('another') where id = 1",
        "update queue.worker set secret_hash = sha256(convert_to('\(WorkerSecret.ofA)', 'UTF8')) where id = 1"
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "what lets sessions in is asked for more", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      [
        "select organization_id::text from ctx.entered": .answers(Tenant.a.id),
        "select organization_id::text from ctx.entered where organization_id = '\(Tenant.b.id)'": .answers(""),
        "select * from ctx.leased": .denied, "select * from ctx.leased l where l.organization_id is null": .denied,
        "select ctx.stay_active('{\(Tenant.b.id)}')": .denied,
        "insert into ctx.entered values ('\(Tenant.b.id)')": .refused("55000", "cannot insert into view"),
        "update ctx.leased set organization_id = '\(Tenant.b.id)'": .denied,
        "select organization_id::text from ctx.entered for update": .denied,
        "delete from ctx.leased": .denied,
        "lock table ctx.entered in row exclusive mode": .denied,
        "lock table ctx.entered in access exclusive mode": .denied,
      ]),
    Attack(
      "a prepared plan is run under another context", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      [
        "set local plan_cache_mode = force_generic_plan": .touches(0),
        "prepare q as select count(*)::text, min(organization_id::text) from phano.interaction": .touches(0),
        "execute q": .answers("5 \(Tenant.a.id)"),
        "select set_config('phano.organization_id', '\(Tenant.b.id)', true) is null": .touches(1),
        "execute q": .contextRefused,
        "select set_config('phano.organization_id', '\(Tenant.c.id)', true) is null": .touches(1),
        "execute q": .answers("5 \(Tenant.c.id)"),
      ]),
    Attack(
      "somebody becomes somebody else", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      [
        "set role phano_owner": .denied, "set role phano_ctx": .denied, "set role phano_queue": .denied,
        "set role phano_operator": .denied, "set role postgres": .denied,
        "set session authorization itest_bob": .denied, "set local session_authorization = 'itest_bob'": .denied,
      ]),
    Attack(
      "a person becomes a worker", as: .alice, in: Claim.worker(WorkerSecret.ofA, in: .a),
      ["set role phano_worker": .denied, "set role itest_bob": .denied, "set role phano_host": .denied]),
    Attack(
      "a person's group counts for a membership", as: .bob, in: Claim.person(in: .a),
      ["set role phano_operator": .touches(0), counting: .contextRefused]),
  ]

  private static let suspension = (
    doing: "update auth.organization set status = 'suspended' where id = '\(Tenant.a.id)'",
    undoing: "update auth.organization set status = 'active' where id = '\(Tenant.a.id)'; \(WorkerSecret.renewal)"
  )

  private static func malformed(_ context: String) -> [String: String] {
    ["phano.organization_id": context, "phano.worker_secret": WorkerSecret.ofA]
  }
}
