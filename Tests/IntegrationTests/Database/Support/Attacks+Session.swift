extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let (a, b, c) = (Tenant.a, Tenant.b, Tenant.c)
  private static let owners = "select distinct organization_id::text from phano.interaction"

  /// Turning against the others what every session of PostgreSQL can do.
  static let onSession: [Attack] = [
    Attack(
      "a savepoint is undone after the context has moved on", as: .worker, in: inA,
      [
        "select \(enter(c)), 1 / 0": .refused("22012"),
        owners: .answers(a.id),
        "select ctx.enter('\(c.id)')": .touches(1),
        owners: .answers(c.id),
        "select \(enter(b)), 1 / 0": .refused("22012"),
        owners: .answers(c.id),
      ]),
    Attack(
      "a block swallows the refusal and reads on", as: .worker, in: inA,
      [
        """
        do $$
        begin
          perform set_config('phano.organization_id', '\(b.id)', true);
          perform 1 from phano.interaction;
        exception when insufficient_privilege then
          raise notice '%', sqlerrm;
        end $$
        """: .touches(0),
        owners: .answers(a.id),
      ]),
    Attack(
      "a block enters without reading, and the next statement reads", as: .worker, in: inA,
      [
        "do $$ begin perform set_config('phano.organization_id', '\(b.id)', true); end $$": .touches(0),
        owners: .contextRefused,
      ]),
    Attack(
      "the secret is shown before, after and between organizations", as: .worker,
      in: ["phano.worker_secret": WorkerSecret.ofA],
      [
        "select \(enter(a))": .answers(a.id), owners: .answers(a.id),
        "select \(show(WorkerSecret.ofB))": .answers(WorkerSecret.ofB), owners: .contextRefused,
        "select \(enter(b))": .answers(b.id), "select \(show(WorkerSecret.ofA))": .answers(WorkerSecret.ofA),
        owners: .contextRefused,
        "select \(enter(c))": .answers(c.id), owners: .answers(c.id),
      ]),
    Attack(
      "the organization is changed within the statement that reads", as: .worker, in: inA,
      [
        "with moved as materialized (select \(enter(b)) as o) select i.id::text from moved, phano.interaction i":
          .contextRefused,
        """
        select count(distinct i.organization_id)::text, count(distinct m)::text
        from phano.interaction i
        cross join lateral (select set_config('phano.organization_id', '\(c.id)', true) as m where i.id is not null) x
        """: .answers("1 1"),
        owners: .answers(c.id),
      ]),
    Attack(
      "a cursor is read in another context", as: .worker, in: inA,
      [
        "declare rows cursor for select organization_id::text from phano.interaction": .touches(0),
        "fetch 2 from rows": .answers("\(a.id)\n\(a.id)"),
        "select ctx.enter('\(c.id)')": .touches(1),
        "fetch 1 from rows": .answers(a.id),
        "fetch backward all from rows": .shows(a.id),
      ]),
    Attack(
      "a cursor is opened before the context is changed", as: .worker, in: inA,
      [
        "declare rows cursor for select organization_id::text from phano.interaction": .touches(0),
        "select \(enter(b))": .answers(b.id),
        "fetch 1 from rows": .contextRefused,
      ]),
    Attack(
      "rows are reached by functions that run a text", as: .worker, in: inA,
      [
        "select query_to_xml('select distinct organization_id from phano.interaction', true, false, '')::text":
          .shows(a.id),
        "select query_to_xml('select 1 from phano.interaction where organization_id = ''\(b.id)''', true, true, '')::text":
          .answers(""),
        """
        select word from ts_stat(
          'select to_tsvector(''simple'', replace(organization_id::text, ''-'', '''')) from phano.interaction')
        """: .answers(a.id.replacing("-", with: "")),
        "select table_to_xml('phano.interaction', true, false, '')::text": .shows(a.id),
        "select schema_to_xml('audit', true, false, '')": .denied,
      ]),
    Attack(
      "rows are drawn as a sample, by their place or from this table only", as: .worker, in: inA,
      [
        "select distinct organization_id::text from phano.interaction tablesample system (100)": .answers(a.id),
        "select distinct organization_id::text from only phano.interaction": .answers(a.id),
        "select distinct organization_id::text from phano.interaction where ctid >= '(0,0)'": .answers(a.id),
      ]),
    Attack(
      "an expression fails on hidden rows", as: .worker, in: inA,
      [
        "select count(*)::text from phano.interaction where 1 / (organization_id = '\(a.id)')::integer = 1":
          .answers("5"),
        "select count(*)::text from phano.interaction group by 1 / (organization_id = '\(a.id)')::integer":
          .answers("5"),
      ]),
    Attack(
      "cases are extended for an account of others", as: .worker, in: inA,
      [
        extending(b.account): .refused("23503"),
        extending("dddddddd-0000-0000-0000-000000000000"): .refused("23503"),
      ]),
    Attack(
      "cases are extended without a lease", as: .worker, in: Claim.worker(WorkerSecret.ofSilent, in: .a),
      [extending(a.account): .contextRefused]),
    Attack("a person extends cases", as: .alice, in: aliceInA, [extending(a.account): .denied]),
  ]

  private static func enter(_ tenant: Tenant) -> String {
    "set_config('phano.organization_id', '\(tenant.id)', true)"
  }

  private static func show(_ secret: String) -> String { "set_config('phano.worker_secret', '\(secret)', true)" }

  private static func extending(_ account: String) -> String {
    """
    select * from phano.extend_masking_cases(
      1, '{101}', '{11}', array['\(account)']::uuid[], array[\(Fake.index("x"))], '{0}', array[\(Fake.envelope("x"))], array[''::bytea])
    """
  }
}
