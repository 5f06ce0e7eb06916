import Testing

@testable import HTTPTransport

@Suite struct AddressClassTests {
  @Test(arguments: [
    ("8.8.8.8", AddressClass.global), ("172.15.255.255", .global), ("172.32.0.0", .global), ("100.128.0.1", .global),
    ("127.0.0.1", .loopback), ("127.255.1.2", .loopback), ("10.1.2.3", .privateUse), ("172.16.0.1", .privateUse),
    ("172.31.255.255", .privateUse), ("192.168.0.9", .privateUse), ("100.64.0.1", .privateUse),
    ("169.254.169.254", .linkLocal), ("0.0.0.0", .special), ("0.1.2.3", .special), ("224.0.0.1", .special),
    ("255.255.255.255", .special), ("192.0.2.1", .special), ("198.18.0.1", .special), ("203.0.113.7", .special),
  ])
  func ipv4(_ text: String, _ expected: AddressClass) {
    #expect(AddressClass(text.split(separator: ".").compactMap { UInt8($0) }) == expected)
  }

  @Test(arguments: [
    ("20010db8000000000000000000000001", AddressClass.special), ("20014860486000000000000000008888", .global),
    ("00000000000000000000000000000001", .loopback), ("00000000000000000000000000000000", .special),
    ("00000000000000000000ffff0a000001", .privateUse), ("00000000000000000000ffff08080808", .global),
    ("00000000000000000000ffffa9fea9fe", .linkLocal), ("0064ff9b00000000000000007f000001", .loopback),
    ("20020a00000100000000000000000001", .privateUse), ("fd000000000000000000000000000001", .privateUse),
    ("fe800000000000000000000000000001", .linkLocal), ("fec00000000000000000000000000001", .privateUse),
    ("ff020000000000000000000000000001", .special), ("20010000000000000000000000000001", .special),
    ("000000000000000000000000a0000001", .special), ("2a001450400e080e000000000000200e", .global),
  ])
  func ipv6(_ hex: String, _ expected: AddressClass) {
    let digits = Array(hex)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    #expect(bytes.count == 16 && AddressClass(bytes) == expected)
  }

  @Test func onlyTheRulesOwnClassesPass() {
    #expect(AddressClass.allCases.filter(AddressRule.globalOnly.allows) == [.global])
    #expect(AddressClass.allCases.filter(AddressRule.loopbackOnly.allows) == [.loopback])
    #expect(AddressClass.allCases.filter(AddressRule.globalOrOwn.allows) == [.global, .loopback, .privateUse])
  }
}
