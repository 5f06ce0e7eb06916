import Testing

@testable import Postgres

@Suite("Connection settings") struct SettingsTests {
  @Test func `a URL is read with its escapes`() throws {
    let settings = try ConnectionSettings(
      url: "postgres://a%40b:p%2Fw@db.example:5433/tone?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3")
    #expect(settings.host == "db.example")
    #expect(settings.port == "5433")
    #expect(settings.user == "a@b")
    #expect(settings.password == "p/w")
    #expect(settings.database == "tone")
    #expect(settings.connectTimeout == .seconds(3))
    #expect(try settings.transport() == .verifiedTLS(rootCertificate: "/ca.pem"))
  }

  @Test func `keywords and values are read too`() throws {
    let settings = try ConnectionSettings(url: "host=/run/pg user=me dbname=x application_name='a b'")
    #expect(settings.applicationName == "a b")
    #expect(try settings.transport() == .localSocket)
  }

  @Test func `no description or error shows the password`() throws {
    var settings = try ConnectionSettings(url: "postgres://me:hunter2@db.example/x")
    var dumped = ""
    dump(settings, to: &dumped)
    for text in ["\(settings)", String(reflecting: settings), dumped] { #expect(!text.contains("hunter2")) }
    settings.connectTimeout = .seconds(1)
    let refused = #expect(throws: PostgresError.self) { try settings.transport() }
    #expect(refused?.description.contains("hunter2") == false)
    let unreadable = #expect(throws: PostgresError.self) {
      try ConnectionSettings(url: "postgres://me:hunter2%zz@db.example/x")
    }
    #expect(unreadable?.description.contains("hunter2") == false)
  }

  @Test(arguments: [
    "postgres://me@db.example/x",
    "postgres://me@db.example/x?sslmode=disable",
    "postgres://me@db.example/x?sslmode=require&sslrootcert=/ca.pem",
    "postgres://me@db.example/x?sslmode=verify-ca&sslrootcert=/ca.pem",
    "postgres://me@db.example/x?sslmode=verify-full",
    "postgres://me@db.example/x?sslrootcert=/ca.pem&ssl_min_protocol_version=TLSv1.1",
    "postgres://me@db.example/x?sslrootcert=/ca.pem&sslcert=/me.pem",
    "postgres://me@127.0.0.1/x",
    "postgres://me@localhost/x",
    "postgres://me@[::1]/x",
    "postgres://me@127.0.0.1/x?sslmode=prefer",
    "postgres://me@127.0.0.1.example/x?sslmode=disable",
    "postgres://me@localhost,db.example/x?sslmode=disable",
    "postgres://me@/x?host=/run/pg,db.example",
    "postgres://me@db.example:99999/x?sslrootcert=/ca.pem",
    "postgres://me@db.example:a/x?sslrootcert=/ca.pem",
  ]) func `a connection that could be overheard or led astray is refused with advice`(url: String) throws {
    let settings = try ConnectionSettings(url: url)
    let error = #expect(throws: PostgresError.self) { try settings.transport() }
    #expect(error?.kind == .invalidSettings)
    #expect(error?.message.contains("; ") == true)
  }

  @Test(arguments: [
    ("postgres:///x", Transport.localSocket),
    ("postgres://me@/x?host=/run/pg", .localSocket),
    ("postgres://me@127.0.0.1/x?sslmode=disable", .plaintextLoopback),
    ("postgres://me@localhost/x?sslmode=disable", .plaintextLoopback),
    ("postgres://me@[::1]/x?sslmode=disable", .plaintextLoopback),
    ("postgres://me@localhost/x?sslrootcert=/ca.pem", .verifiedTLS(rootCertificate: "/ca.pem")),
    ("postgres://me@a.example,b.example/x?sslrootcert=/ca.pem", .verifiedTLS(rootCertificate: "/ca.pem")),
  ]) func `a safe connection is allowed`(url: String, transport: Transport) throws {
    #expect(try ConnectionSettings(url: url).transport() == transport)
  }

  @Test(arguments: ["PGHOSTADDR", "PGSERVICE"])
  func `a variable that could lead a socket's connection elsewhere is refused`(variable: String) throws {
    let socket = try ConnectionSettings(url: "host=/run/pg user=me")
    let error = #expect(throws: PostgresError.self) { try socket.transport { $0 == variable } }
    #expect(error?.kind == .invalidSettings)
    #expect(error?.message.contains("unset \(variable)") == true)
    // Everywhere else, the address that was looked up is said outright and libpq looks at no variable.
    let remote = try ConnectionSettings(url: "postgres://me@db.example/x?sslrootcert=/ca.pem")
    #expect(try remote.transport { $0 == variable } == .verifiedTLS(rootCertificate: "/ca.pem"))
  }

  @Test(arguments: [
    "hostaddr=127.0.0.1", "service=x", "sslmode=sometimes", "connect_timeout=0", "connect_timeout=soon",
  ])
  func `an option that would undermine the rules, or makes no sense, is refused`(option: String) {
    #expect(throws: PostgresError.self) { try ConnectionSettings(url: "host=localhost \(option)") }
  }

  @Test func `what libpq is told leaves nothing about safety to the environment`() throws {
    var settings = try ConnectionSettings(url: "postgres://me@db.example/x?sslrootcert=/ca.pem")
    settings.runtimeParameters = ["search_path": "a b\\c", "statement_timeout": "5s"]
    let host = try #require(settings.hosts.first)
    let parameters = Dictionary(
      uniqueKeysWithValues: settings.libpqParameters(try settings.transport(), endpoints: [(host, "192.0.2.1")])
        .map { ($0.keyword, $0.value) })
    #expect(parameters["sslmode"] == "verify-full")
    #expect(parameters["sslrootcert"] == "/ca.pem")
    #expect(parameters["ssl_min_protocol_version"] == "TLSv1.2")
    #expect(parameters["gssencmode"] == "disable")
    #expect(parameters["host"] == "db.example")
    #expect(parameters["hostaddr"] == "192.0.2.1")
    #expect(parameters["options"] == #"-c search_path=a\ b\\c -c statement_timeout=5s"#)
  }
}
