extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)

  /// Using what the server offers besides tables: locks, files, statistics, roles, settings.
  static let onServer: [Attack] =
    [Login.worker, .alice, .host, .nobody].map { login in
      Attack(
        "\(login) takes the locks that the program works under", as: login,
        [
          "select pg_advisory_lock(7301, 1)": .denied,
          "select pg_advisory_xact_lock(7301, 1)": .denied,
          "select pg_try_advisory_lock(7302, 1)": .denied,
          "select pg_try_advisory_xact_lock_shared(7302, 1)": .denied,
          "select pg_advisory_lock(hashtextextended('\(Tenant.b.id)', 7303))": .denied,
          "select pg_advisory_unlock_all()": .denied,
          "do $$ begin perform pg_advisory_lock(i) from generate_series(1, 100000) i; end $$": .denied,
        ])
    }
    + [Login.worker, .dispatcher, .alice, .host].map { login in
      Attack(
        "\(login) keeps a large object", as: login,
        [
          "select lo_create(0)": .denied, "select lo_creat(-1)": .denied, "select lo_from_bytea(0, 'x')": .denied,
          "select lo_get(1)": .denied, "select lo_open(1, 131072)": .denied, "select lo_export(1, '/tmp/x')": .denied,
          "select * from pg_largeobject": .denied,
        ])
    } + [
      Attack(
        "the dispatcher holds up claims", as: .dispatcher,
        [
          "select pg_advisory_xact_lock(7301, 1)": .denied, "select pg_try_advisory_lock(7301, 1)": .denied,
          "select pg_advisory_lock(1)": .denied,
        ]),
      Attack(
        "somebody ends or stalls the sessions of others", as: .alice,
        [
          terminating("pg_terminate_backend"): .refused("42501"), terminating("pg_cancel_backend"): .refused("42501"),
          "select pg_reload_conf()": .denied, "select pg_rotate_logfile()": .denied,
          "select pg_switch_wal()": .denied, "checkpoint": .refused("42501"),
          "select pg_stat_reset()": .denied, "select pg_wal_replay_pause()": .denied,
        ]),
      Attack(
        "rows leave through the log of changes", as: .worker, in: inA,
        [
          "select pg_create_logical_replication_slot('leak', 'test_decoding')": .refused("42501"),
          "select pg_create_physical_replication_slot('leak')": .refused("42501"),
          "create publication leak for all tables": .refused("42501"),
          "create subscription leak connection '' publication leak with (connect = false)": .refused("42501"),
        ]),
      Attack(
        "something of one's own is put in the way of others", as: .alice, in: aliceInA,
        [
          "create event trigger leak on ddl_command_end execute function unique_key_recheck()": .refused("42501"),
          "create foreign data wrapper leak": .refused("42501"),
          "create server leak foreign data wrapper leak": .refused("42704"),
          "create language leak handler plpgsql_call_handler": .refused("42501"),
          "create cast (text as uuid) without function": .refused("42501"),
          "create operator phano.=== (leftarg = text, rightarg = text, function = texteq)": .denied,
          "create collation phano.leak from \"C\"": .denied,
          "create type phano.leak as enum ('x')": .denied,
          "create domain phano.leak as text": .denied,
          "create statistics phano.leak on organization_id, id from phano.interaction": .refused("42501"),
          "create index leak on phano.interaction (id)": .notOwner,
          "create sequence phano.leak": .denied,
          "alter table phano.interaction add leak text": .notOwner,
          "alter table phano.interaction disable trigger all": .notOwner,
          "comment on table phano.interaction is 'leak'": .notOwner,
          "cluster phano.interaction using interaction_pkey": .notOwner,
          "alter schema phano rename to leak": .notOwner,
          "drop table phano.interaction": .notOwner, "drop schema phano cascade": .notOwner,
          "drop owned by phano_owner": .refused("42501"),
          "reassign owned by phano_owner to itest_alice": .refused("42501"),
        ]),
      Attack(
        "the settings of others are changed", as: .alice, in: aliceInA,
        [
          "alter role phano_worker set statement_timeout = 1": .refused("42501"),
          "alter role phano_operator set search_path = public": .refused("42501"),
          "alter role itest_bob set phano.organization_id = ''": .refused("42501"),
          "alter role all set row_security = off": .refused("42501"),
          "do $$ begin execute format('alter database %I set row_security = off', current_database()); end $$":
            .notOwner,
          "set session_replication_role = replica": .refused("42501"),
          "set session_preload_libraries = 'x'": .refused("42501"),
          "set log_statement = 'all'": .refused("42501"),
          "alter default privileges for role phano_owner grant select on tables to itest_alice": .refused("42501"),
        ]),
      Attack(
        "a worker's login is given settings that stand in for a context", as: .worker,
        [
          "set phano.organization_id = '\(Tenant.b.id)'": .touches(0),
          "set phano.worker_secret = '\(WorkerSecret.ofA)'": .touches(0),
          "select count(*) from phano.interaction": .contextRefused,
          "set row_security = on": .touches(0), "set role none": .touches(0), "reset role": .touches(0),
          "select count(*) from phano.interaction": .contextRefused,
        ]),
      Attack(
        "the server's own catalogs are asked for secrets and volumes", as: .alice, in: aliceInA,
        [
          "select * from pg_shadow": .denied, "select * from pg_user_mapping": .denied,
          "select * from pg_hba_file_rules": .denied, "select * from pg_file_settings": .denied,
          "select subconninfo from pg_subscription": .denied, "select * from pg_config": .denied,
          "select * from pg_shmem_allocations": .denied, "select * from pg_backend_memory_contexts": .denied,
          "select pg_log_backend_memory_contexts(1)": .denied,
          "select pg_read_binary_file('PG_VERSION')": .denied, "select pg_stat_file('PG_VERSION')": .denied,
          "select * from pg_ls_waldir()": .denied, "select pg_current_logfile()": .denied,
          "select last_value from queue.ready_seq": .denied, "select currval('queue.job_id_seq')": .denied,
          "select pg_sequence_last_value('queue.job_id_seq')": .denied,
          "select count(last_value)::text from pg_sequences": .answers("0"),
          "select count(*)::text from pg_stats where schemaname in ('queue', 'auth', 'audit', 'phano')": .answers("0"),
          "select count(*)::text from pg_stats_ext": .answers("0"),
          "select count(*)::text from pg_stats_ext_exprs": .answers("0"),
        ]),
    ]

  /// Ends the sessions of the server itself, of which there is always one, if only that were allowed.
  private static func terminating(_ function: String) -> String {
    "select \(function)(pid) from pg_stat_activity where usename = 'postgres'"
  }
}
