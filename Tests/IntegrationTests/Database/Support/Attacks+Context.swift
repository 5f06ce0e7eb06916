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
      "an organization is suspended under its host application", as: .host, in: Claim.person(in: .a),
      meanwhile: suspension, [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "an organization is erased under its members", as: .alice, in: Claim.person(in: .a),
      meanwhile: (
        "update auth.organization set status = 'erasing' where id = '\(Tenant.a.id)'",
        "update auth.organization set status = 'active' where id = '\(Tenant.a.id)'"
      ), [counting: .answers("5"), counting: .contextRefused]),
    Attack(
      "a lease is taken away in the middle of a transaction", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .a),
      meanwhile: (
        "delete from queue.lease where worker_id = 1 and organization_id = '\(Tenant.a.id)'",
        "insert into queue.lease values (1, '\(Tenant.a.id)')"
      ), [counting: .answers("5"), counting: .contextRefused]),
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
    undoing: "update auth.organization set status = 'active' where id = '\(Tenant.a.id)'"
  )

  private static func malformed(_ context: String) -> [String: String] {
    ["phano.organization_id": context, "phano.worker_secret": WorkerSecret.ofA]
  }
}
