import Postgres
import Storage

/// Who a command is, to the database. Each login may do no more than its command needs.
enum Login {
  /// Migrates and keeps organizations and members.
  case administrator
  /// A person, or the host application.
  case person
  /// Claims and frees jobs; sees ids alone.
  case dispatcher
  /// Reads what jobs are about and writes verdicts.
  case worker

  var variable: String {
    switch self {
    case .administrator: "PHANO_ADMIN_DATABASE_URL"
    case .person: "PHANO_DATABASE_URL"
    case .dispatcher: "PHANO_DISPATCHER_DATABASE_URL"
    case .worker: "PHANO_WORKER_DATABASE_URL"
    }
  }

  /// The database role that the schema knows this login by; nil where any will do.
  private var role: String? {
    switch self {
    case .administrator, .person: nil
    case .dispatcher: "phano_dispatcher"
    case .worker: "phano_worker"
    }
  }

  /// Another role would be refused everywhere, statement by statement; better to say so at once.
  func check(_ connection: Connection) async throws {
    guard let role else { return }
    let actual = try await connection.query("select session_user::text").one().decode(String.self, 0)
    guard actual == role else {
      throw Failure(
        .configuration, "\(variable) logs in as '\(actual)', not as '\(role)'", mend: "Put \(role) into the URL.")
    }
  }

  private var what: String {
    switch self {
    case .administrator: "the administrator's database URL"
    case .person: "the database URL"
    case .dispatcher: "the dispatcher's database URL"
    case .worker: "the worker's database URL"
    }
  }

  /// Only the commands of people and administrators take a URL as an option.
  private var hasOption: Bool { role == nil }

  /// The connection's settings: from `url` or else from the variable.
  func settings(_ url: String?) throws -> ConnectionSettings {
    let text = try Environment.require(url, variable, option: hasOption ? "--database URL" : nil, what: what)
    do {
      var settings = try ConnectionSettings(url: text)
      settings.applicationName = "phano"
      if url != nil, settings.holdsPassword {
        throw Failure(
          .usage, "--database holds a password, which every user of this machine can read in the list of processes",
          mend: "Change the password. Then keep it in the file that PGPASSFILE names (~/.pgpass), or set \(variable).")
      }
      return settings
    } catch let error as PostgresError {
      throw Failure(
        .configuration, "\(what) (\(variable)) cannot be used: \(error.message)",
        mend: error.hint ?? "Write it as postgres://login@host:port/database?sslmode=verify-full&sslrootcert=FILE.")
    }
  }
}

/// Connections for the length of one command.
enum Database {
  /// Runs `body` on one connection. The schema is checked first, unless the command is about the schema itself.
  static func withConnection<Value: Sendable>(
    _ login: Login, url: String? = nil, checkingSchema: Bool = true,
    _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    let settings = try login.settings(url)
    let loop = try EventLoop()
    defer { loop.shutdown() }
    let connection = try await Connection.connect(settings, on: loop)
    do {
      if checkingSchema { try await SchemaState.read(connection).requireCurrent() }
      let value = try await body(connection)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Runs `body` with a pool of connections.
  static func withPool<Value: Sendable>(
    _ login: Login, url: String? = nil, connections: Int = 2,
    _ body: (ConnectionPool) async throws -> Value
  ) async throws -> Value {
    let settings = try login.settings(url)
    let loop = try EventLoop()
    defer { loop.shutdown() }
    var options = PoolOptions()
    options.maximumConnections = connections
    // Asked on a connection of its own, because a pool would keep trying to reach a server that is not there.
    try await withConnection(login, url: url) { connection in try await login.check(connection) }
    let pool = ConnectionPool(settings, on: loop, options: options)
    do {
      let value = try await body(pool)
      pool.close()
      return value
    } catch {
      pool.close()
      throw error
    }
  }
}
