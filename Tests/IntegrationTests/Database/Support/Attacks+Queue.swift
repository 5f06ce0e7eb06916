extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let (a, b) = (Tenant.a, Tenant.b)

  /// Taking, ending or disturbing the work of others.
  static let onQueue: [Attack] = [
    Attack(
      "a worker's login claims jobs for itself", as: .worker, in: inA,
      [
        "select * from queue.claim(1, '\(WorkerSecret.ofA)', 10)": .denied,
        "select queue.register('\\x00', 'evil')": .denied,
        "select queue.beat(4, '\(WorkerSecret.ofSilent)')": .denied,
        "select queue.rescue()": .denied,
        "select queue.promote(1)": .denied,
        "select queue.release(1, '\(WorkerSecret.ofA)', '{101}', '{11}')": .denied,
        "select queue.unregister(2, '\(WorkerSecret.ofB)')": .denied,
        "select queue.prune_leases(1, '\(WorkerSecret.ofA)')": .denied,
        "select queue.maintain()": .denied,
        "select * from queue.overview()": .denied,
        "select phano.queue_depth()": .denied,
        "select queue.is_drained(null)": .denied,
      ]),
    Attack(
      "a person does the work of workers", as: .alice, in: aliceInA,
      [
        "select * from queue.claim(1, '\(WorkerSecret.ofA)', 10)": .denied,
        "select * from queue.complete('{101}', '{11}')": .denied,
        "select * from queue.settle('{101}', '{11}', '{3}', '{x}', '{0}')": .denied,
        "select queue.rescue()": .denied,
        "select queue.register('\\x00', 'evil')": .denied,
        "select queue.release(1, '\(WorkerSecret.ofA)', '{101}', '{11}')": .denied,
        "select queue.unregister(1, '\(WorkerSecret.ofA)')": .denied,
        "select queue.maintain()": .denied,
        recording(job: 101, lease: 11): .denied,
      ]),
    Attack(
      "the dispatcher does the work of workers and people", as: .dispatcher, in: inA,
      [
        "select * from queue.complete('{101}', '{11}')": .denied,
        "select * from queue.settle('{101}', '{11}', '{3}', '{x}', '{0}')": .denied,
        "select queue.enqueue(array['\(a.interaction(1))']::uuid[])": .denied,
        "select queue.live(array['\(a.interaction(1))']::uuid[])": .denied,
        "select * from queue.troubles()": .denied,
        "select queue.leaseholder()": .denied,
        recording(job: 101, lease: 11): .denied,
      ]),
    Attack(
      "a lease is written by hand", as: .dispatcher,
      [
        "insert into queue.lease values (1, '\(b.id)')": .denied,
        "update queue.worker set beat_at = now()": .denied,
        "update queue.job set worker_id = 1": .denied,
        "select nextval('queue.lease_seq')": .denied,
        "select setval('queue.ready_seq', 1)": .denied,
      ]),
    Attack(
      "a lease is written by hand by a worker", as: .worker, in: inA,
      [
        "insert into queue.lease values (1, '\(b.id)')": .denied,
        "insert into queue.job (organization_id, interaction_id) values ('\(a.id)', '\(b.interaction(1))')": .denied,
        "delete from queue.job": .denied,
      ]),
    Attack(
      "a worker whose lease has ended completes its jobs", as: .worker, in: inA,
      meanwhile: (
        "update queue.lease set expires_at = clock_timestamp() where worker_id = 1", WorkerSecret.renewal
      ), ["select * from queue.complete('{101}', '{11}')": .contextRefused]),
    Attack(
      "jobs are completed with a wrong secret", as: .worker, in: Claim.worker("guess", in: .a),
      [
        "select * from queue.complete('{101}', '{11}')": .contextRefused,
        "select * from queue.settle('{101}', '{11}', '{3}', '{x}', '{0}')": .contextRefused,
        "select queue.hold_jobs('{101}', '{11}')": .contextRefused,
      ]),
    Attack(
      "the jobs of another organization are completed", as: .worker, in: inA,
      [
        "select job_id::text from queue.complete('{201,202,301}', '{21,21,31}')": .answers(""),
        "select job_id::text from queue.complete('{101,201}', '{11,21}')": .answers("101"),
      ]),
    Attack(
      "a job is completed under a lease that it is not held under", as: .worker, in: inA,
      [
        "select job_id::text from queue.complete('{101}', '{10}')": .answers(""),
        "select job_id::text from queue.complete('{101}', '{null}')": .answers(""),
        "select job_id::text from queue.complete('{104}', '{11}')": .answers(""),
      ]),
    Attack(
      "a colleague's job is completed", as: .worker, in: inA,
      [
        "select job_id::text from queue.complete('{103}', '{12}')": .answers(""),
        "select settle::text from queue.settle('{103}', '{12}', '{3}', '{x}', '{0}')": .answers(""),
      ]),
    Attack(
      "the jobs of another organization are settled", as: .worker, in: inA,
      [
        "select settle::text from queue.settle('{201,202}', '{21,21}', '{3,5}', '{x,x}', '{0,0}')": .answers(""),
        "select settle::text from queue.settle('{101}', '{10}', '{3}', '{x}', '{0}')": .answers(""),
      ]),
    Attack(
      "a worker that is thought dead completes", as: .worker, in: Claim.worker(WorkerSecret.ofSilent, in: .a),
      [
        "select job_id::text from queue.complete('{101}', '{11}')": .contextRefused,
        "select settle::text from queue.settle('{101}', '{11}', '{3}', '{x}', '{0}')": .contextRefused,
      ]),
    Attack(
      "verdicts are recorded for another organization", as: .worker, in: inA,
      [
        recording(job: 201, lease: 21): .answers(""),
        "select count(*)::text from phano.verdict": .answers("1"),
      ]),
    Attack(
      "verdicts are recorded in a context without a lease", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .b),
      [recording(job: 201, lease: 21): .contextRefused]),
    Attack(
      "verdicts are recorded without a context", as: .worker,
      [recording(job: 101, lease: 11): .refused("42501", "context missing")]),
    Attack(
      "verdicts are recorded under an old lease", as: .worker, in: inA,
      [recording(job: 101, lease: 10): .answers(""), "select count(*)::text from phano.verdict": .answers("1")]),
    Attack(
      "verdicts are recorded for a colleague's job", as: .worker, in: inA,
      [recording(job: 103, lease: 12): .answers(""), "select count(*)::text from phano.verdict": .answers("1")]),
    Attack(
      "a verdict is recorded twice in one go", as: .worker, in: inA,
      [recording(jobs: "101,101", leases: "11,11", twice: true): .refused("23505")]),
    Attack(
      "somebody acts as a worker without its secret", as: .dispatcher,
      [
        "select job_id::text from queue.claim(1, 'guess', 10)": .refused("55000", "not registered"),
        "select job_id::text from queue.claim(2, '\(WorkerSecret.ofA)', 10)": .refused("55000", "not registered"),
        "select queue.beat(1, 'guess')::text": .answers("false"),
        "select queue.release(1, 'guess', '{101,102}', '{11,11}')::text": .answers("0"),
        "select queue.release(2, '\(WorkerSecret.ofA)', '{201}', '{21}')::text": .answers("0"),
        "select queue.unregister(1, 'guess')::text": .answers("0"),
        "select queue.prune_leases(1, 'guess')::text": .answers("0"),
      ]),
    Attack(
      "a worker hands back the jobs of a colleague", as: .dispatcher,
      ["select queue.release(1, '\(WorkerSecret.ofA)', '{103,201}', '{12,21}')::text": .answers("0")]),
    Attack(
      "a worker that is late claims", as: .dispatcher,
      ["select job_id::text from queue.claim(4, '\(WorkerSecret.ofSilent)', 10)": .refused("55000", "not registered")]),
    Attack(
      "work is enqueued for another organization", as: .alice, in: Claim.person(in: .b),
      [
        "select queue.enqueue(array['\(b.interaction(1))']::uuid[])": .contextRefused,
        "select cardinality(queue.live('{}'))::text": .contextRefused,
        "select * from queue.troubles()": .contextRefused,
        "select * from queue.overview_of_organization()": .contextRefused,
      ]),
    Attack(
      "a worker outside the EEA claims the jobs of an organization that forbids transfers", as: .dispatcher,
      meanwhile: (
        "update queue.worker set transfer_id = \(Residence.inForce) where id = 1; "
          + "update queue.tenant set forbids_transfer = true",
        "update queue.worker set transfer_id = null; update queue.tenant set forbids_transfer = false"
      ),
      ["select job_id::text from queue.claim(1, '\(WorkerSecret.ofA)', 10)": .answers("")]),
    Attack(
      "a worker outside the EEA claims on a ground that was withdrawn", as: .dispatcher,
      meanwhile: (
        "update queue.worker set transfer_id = \(Residence.withdrawn) where id = 1",
        "update queue.worker set transfer_id = null"
      ),
      [
        "select queue.register(sha256('x'), 'evil', \(Residence.withdrawn))": .refused("55000", "not in force"),
        "select queue.register(sha256('x'), 'evil', 987654)": .refused("55000", "not in force"),
        "select job_id::text from queue.claim(1, '\(WorkerSecret.ofA)', 10)": .refused("55000", "not in force"),
      ]),
    Attack(
      "a worker asks whether text may leave that may not", as: .worker, in: inA,
      meanwhile: (
        "update queue.worker set transfer_id = \(Residence.inForce) where id = 1; "
          + "update queue.tenant set forbids_transfer = true",
        "update queue.worker set transfer_id = null; update queue.tenant set forbids_transfer = false"
      ),
      [
        "select queue.may_transfer()::text": .answers("false"),
        "select queue.may_transfer()::text || ' '": .answers("false "),
      ]),
    Attack(
      "a worker decides on transfers", as: .worker, in: inA,
      [
        "select queue.set_transfer_forbidden(false)": .denied,
        "select queue.forbids_transfer()": .denied,
        "select * from auth.transfer_event": .denied,
        "insert into auth.transfer_event (host) values ('evil.example')": .denied,
      ]),
    Attack(
      "a member without the role decides on transfers", as: .alice, in: aliceInA,
      ["select queue.set_transfer_forbidden(true)::text": .denied]),
    Attack(
      "a person records a ground, or decides for others", as: .alice, in: Claim.person(in: .b),
      [
        "select queue.set_transfer_forbidden(true)": .denied,
        "select queue.forbids_transfer()": .contextRefused,
        "select queue.hindrance_of_organization()": .contextRefused,
        "select * from queue.hindrances()": .denied,
        "insert into auth.transfer_event (host) values ('evil.example')": .denied,
        "select * from auth.transfer_event": .denied,
      ]),
    Attack(
      "a worker enqueues work for another organization", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .b),
      ["select queue.enqueue(array['\(b.interaction(1))']::uuid[])": .contextRefused]),
    Attack(
      "a dead letter of others is raised", as: .alice, in: aliceInA,
      [
        "select queue.enqueue(array['\(b.interaction(5))']::uuid[])::text": .answers("1"),
        "select queue.enqueue(array['\(b.interaction(5))']::uuid[], 100::smallint, 99::smallint)":
          .refused("22023", "kind of a job"),
        "select queue.enqueue(array['\(b.interaction(5))']::uuid[], 0::smallint, 3::smallint)":
          .refused("22023", "kind of a job"),
        "select queue.enqueue(array['\(b.interaction(5))']::uuid[], (-32768)::smallint)":
          .refused("22023", "kind of a job"),
        "select job_id::text from queue.troubles()": .answers("190"),
      ]),
  ]

  private static func recording(job: Int, lease: Int) -> String {
    recording(jobs: "\(job)", leases: "\(lease)", twice: false)
  }

  private static func recording(jobs: String, leases: String, twice: Bool) -> String {
    func array(_ value: String, _ type: String) -> String {
      "array[\(twice ? "\(value), \(value)" : value)]::\(type)[]"
    }
    let (none, no, zero) = ("null", "false", "0")
    return """
      select record_verdicts::text from phano.record_verdicts(1, '{\(jobs)}', '{\(leases)}',
        \(array("gen_random_uuid()", "uuid")), \(array(none, "smallint")),
        \(array("'emptyBody'", "text")), \(array(none, "real")), \(array(none, "real")), \(array(none, "real")),
        \(array(none, "real")), \(array(no, "boolean")), \(array(no, "boolean")), \(array("'[]'", "text")),
        \(array("'[]'", "text")), \(array(none, "bytea")), \(array(none, "text")), \(array(zero, "integer")),
        'p', '1', 'h', 'e', 'm', \(array(none, "text")), \(array(none, "text")), 'eu', null,
        \(array(zero, "integer")), \(array(zero, "integer")), \(array(zero, "integer")), \(array(zero, "bigint")),
        \(array(zero, "integer")), \(array(none, "smallint")), \(array(none, "real")), \(array(none, "smallint")))
      """
  }
}
