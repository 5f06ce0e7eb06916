/// The type of a value as PostgreSQL numbers it (`pg_type.oid`).
public struct PostgresType: Sendable, Hashable, CustomStringConvertible {
  /// The number; those below 16384 are the same in every database.
  public let oid: UInt32

  /// Takes any number.
  public init(oid: UInt32) { self.oid = oid }

  /// Whether the type was made in the database: an enumeration, a domain, an extension's type.
  public var isUserDefined: Bool { oid >= 16_384 }

  /// The type's name where it is one of those known here.
  public var description: String { Self.names[oid] ?? "type \(oid)" }

  /// Left to the server to infer.
  public static let unspecified = PostgresType(oid: 0)
  /// bool.
  public static let bool = PostgresType(oid: 16)
  /// bytea.
  public static let bytea = PostgresType(oid: 17)
  /// int8.
  public static let int8 = PostgresType(oid: 20)
  /// int2.
  public static let int2 = PostgresType(oid: 21)
  /// int4.
  public static let int4 = PostgresType(oid: 23)
  /// text.
  public static let text = PostgresType(oid: 25)
  /// oid, an object's number.
  public static let oid = PostgresType(oid: 26)
  /// json.
  public static let json = PostgresType(oid: 114)
  /// float4.
  public static let float4 = PostgresType(oid: 700)
  /// float8.
  public static let float8 = PostgresType(oid: 701)
  /// date.
  public static let date = PostgresType(oid: 1082)
  /// timestamptz.
  public static let timestamptz = PostgresType(oid: 1184)
  /// numeric.
  public static let numeric = PostgresType(oid: 1700)
  /// uuid.
  public static let uuid = PostgresType(oid: 2950)
  /// void.
  public static let void = PostgresType(oid: 2278)
  /// jsonb.
  public static let jsonb = PostgresType(oid: 3802)

  /// bool[].
  public static let boolArray = PostgresType(oid: 1000)
  /// bytea[].
  public static let byteaArray = PostgresType(oid: 1001)
  /// int2[].
  public static let int2Array = PostgresType(oid: 1005)
  /// int4[].
  public static let int4Array = PostgresType(oid: 1007)
  /// text[].
  public static let textArray = PostgresType(oid: 1009)
  /// int8[].
  public static let int8Array = PostgresType(oid: 1016)
  /// float4[].
  public static let float4Array = PostgresType(oid: 1021)
  /// float8[].
  public static let float8Array = PostgresType(oid: 1022)
  /// date[].
  public static let dateArray = PostgresType(oid: 1182)
  /// timestamptz[].
  public static let timestamptzArray = PostgresType(oid: 1185)
  /// uuid[].
  public static let uuidArray = PostgresType(oid: 2951)
  /// jsonb[].
  public static let jsonbArray = PostgresType(oid: 3807)

  private static let names: [UInt32: String] = [
    0: "unspecified", 16: "bool", 17: "bytea", 18: "char", 19: "name", 20: "int8", 21: "int2", 23: "int4", 25: "text",
    26: "oid", 114: "json", 142: "xml", 700: "float4", 701: "float8", 705: "unknown", 1042: "bpchar", 1043: "varchar",
    1082: "date", 1114: "timestamp", 1184: "timestamptz", 1186: "interval", 1700: "numeric", 2249: "record",
    2278: "void", 2950: "uuid", 3802: "jsonb", 1000: "bool[]", 1001: "bytea[]", 1005: "int2[]", 1007: "int4[]",
    1009: "text[]", 1016: "int8[]", 1021: "float4[]", 1022: "float8[]", 1182: "date[]", 1185: "timestamptz[]",
    2951: "uuid[]", 3807: "jsonb[]",
  ]
}
