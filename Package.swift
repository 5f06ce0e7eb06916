// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours builds with these: Swift 6 mode, the upcoming features that make imports and existentials
/// explicit, and warnings as errors.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpServer = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let sockets = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "phano",
  products: [.executable(name: "phano", targets: ["phano"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .executableTarget(name: "phano", dependencies: ["Commands"], swiftSettings: strict),
    .executableTarget(name: "phano-bench", dependencies: ["Benchmarks"], swiftSettings: strict),
    .executableTarget(name: "phano-fuzz", dependencies: ["Fuzzing", "Scoring", argumentParser], swiftSettings: strict),
    module(
      "Commands",
      [
        "Evaluator", "EvaluationReporting", "Worker", "Storage", "Interchange", "Backtest", "Evaluation", "Outputs",
        "Reporting",
        "EmbeddedModel",
        "ModelEndpoint", "HTTPTransport", "MailTransport", "Scoring", "Anonymization", "Diagnosis", "Jobs",
        "Conversation",
        "Encryption", "Hexadecimal",
        "Telemetry", "Postgres", "Gzip", argumentParser, logging, crypto,
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    module(
      "Benchmarks",
      ["Commands", "Storage", "Postgres", "Encryption", "Jobs", "Scoring", "Conversation", argumentParser]),
    module(
      "Worker",
      [
        "Conversation", "Anonymization", "Scoring", "Diagnosis", "ModelEndpoint", "HTTPTransport", "Outputs", "Storage",
        "Jobs", "Telemetry", logging,
      ]),
    module(
      "Storage",
      [
        "Postgres", "Encryption", "Jobs", "Outputs", "Scoring", "Anonymization", "Diagnosis", "Conversation",
        "Hexadecimal", crypto,
      ],
      resources: [.embedInCode("Migrations")]),
    module("Interchange", ["Conversation", "Gzip", "CGmime", "CLibxml2"]),
    module("Backtest", ["Evaluation", "Diagnosis"]),
    module(
      "Evaluator",
      [
        "Worker", "Storage", "Evaluation", "EmbeddedModel", "ModelEndpoint", "HTTPTransport", "Scoring", "Conversation",
        "Jobs",
      ]),
    module("Evaluation", ["Scoring", "Anonymization", "Hexadecimal", "Gzip", crypto]),
    module("EmbeddedModel", ["EmbeddedWeights", "Gzip", httpServer, sockets], exclude: ["MODEL_CARD.md"]),
    module("ModelEndpoint", ["HTTPTransport", "Scoring", "Anonymization", "Conversation", logging]),
    module("Fuzzing", ["ModelEndpoint", "Scoring", "Anonymization", "Conversation"]),
    module("Scoring", ["Anonymization", "Conversation", "Hexadecimal", crypto]),
    module("Anonymization"),
    module("Jobs", ["Conversation"]),
    module("Diagnosis"),
    module("Outputs", ["Reporting", "Diagnosis", "Scoring", "Markup", crypto]),
    module("Reporting", ["Diagnosis", "Markup"]),
    module("EvaluationReporting", ["Evaluation", "Scoring", "Markup"]),
    module("Markup"),
    module("Conversation"),
    module("Encryption", ["Hexadecimal", crypto]),
    module("Hexadecimal"),
    module("Telemetry", [logging]),
    module("Postgres", ["CLibpq"]),
    module("HTTPTransport", ["CLibcurl"]),
    module("MailTransport", ["CLibcurl"]),
    module("Gzip", ["CZlib"]),
    module("HeadlessBrowser"),
    module("TestSupport", ["Storage", "Encryption", "Postgres", "Conversation"]),

    // C libraries, wrapped once.
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CGmime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
    .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // The embedded classifier's weights, put into the binary by the assembler.
    .target(name: "EmbeddedWeights", exclude: ["data/sentiment.bin"], cSettings: [.headerSearchPath("data")]),

    tests("AnonymizationTests", ["Anonymization"]),
    tests("ConversationTests", ["Conversation"]),
    tests("HexadecimalTests", ["Hexadecimal"]),
    tests("JobsTests", ["Jobs"]),
    tests("DiagnosisTests", ["Diagnosis"]),
    tests("OutputsTests", ["Outputs", "Diagnosis", "Scoring"]),
    tests("BacktestTests", ["Backtest", "Diagnosis", "Evaluation"]),
    tests("ReportingTests", ["Reporting", "Diagnosis", "Markup", "HeadlessBrowser"]),
    tests("EvaluationReportingTests", ["EvaluationReporting", "Evaluation", "Scoring", "Markup", "HeadlessBrowser"]),
    tests("ScoringTests", ["Scoring", "Anonymization", "Conversation"]),
    tests("EvaluationTests", ["Evaluation", "Scoring"]),
    .testTarget(
      name: "EncryptionTests", dependencies: ["Encryption"], exclude: ["Vectors"], swiftSettings: strict),
    tests("TelemetryTests", ["Telemetry", logging]),
    tests("PostgresTests", ["Postgres"]),
    tests("GzipTests", ["Gzip"]),
    .testTarget(
      name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"], swiftSettings: strict,
      // So that libcurl meets the look-ups that the tests script (Support/NameServer.swift).
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=getaddrinfo"])]),
    tests(
      "ModelEndpointTests",
      ["ModelEndpoint", "HTTPTransport", "Scoring", "Anonymization", "Conversation", "TestSupport", logging]),
    .testTarget(
      name: "FuzzingTests", dependencies: ["Fuzzing", "Scoring", "Conversation"], exclude: ["Escapes"],
      swiftSettings: strict),
    tests("InterchangeTests", ["Interchange", "Conversation"]),
    tests("MailTransportTests", ["MailTransport"]),
    tests("EmbeddedModelTests", ["EmbeddedModel"]),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Worker", "Storage", "Encryption", "Interchange", "ModelEndpoint", "HTTPTransport", "Outputs", "Scoring",
        "Anonymization", "Conversation", "Diagnosis",
        "Jobs", "Postgres", "Telemetry", "TestSupport", logging,
      ], exclude: ["Database/Lint"], swiftSettings: strict),
    tests("BenchmarkTests", ["Benchmarks", "TestSupport", "Postgres", argumentParser]),
    tests("CommandTests", ["phano", "Commands", "Storage", "Encryption", "Postgres", "Conversation", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
