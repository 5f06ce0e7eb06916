"""Makes envelopes.json: the envelope EV1 and the blind index, written a second time with Python's `cryptography`.

    python3 Tests/EncryptionTests/Vectors/make.py > Tests/EncryptionTests/Vectors/envelopes.json
"""
import hashlib
import hmac
import json
import random
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

draw = random.Random(20261122)


def take(count):
    return bytes(draw.randrange(256) for _ in range(count))


def short(text):
    encoded = text.encode()
    return bytes([len(encoded)]) + encoded


def seal(key, version, salt, nonce, context, plaintext):
    header = b"\x01\x01" + version.to_bytes(4, "big") + salt + nonce
    place = hashlib.sha256(header + context).digest()
    secret = hmac.new(salt, key, hashlib.sha512).digest()

    def expand(label):
        return HKDFExpand(hashes.SHA512(), 32, label + place).derive(secret)

    bound = header + expand(b"CIW-EV1-com")
    return bound + AESGCM(expand(b"CIW-EV1-enc")).encrypt(nonce, plaintext, bound + context)


def index(key, column, value):
    return hmac.new(key, b"CIW-BIX1" + short(column) + value.encode(), hashlib.sha256).digest()[:16]


PLACES = [
    ("phano.interaction", "content", 1, b""),
    ("phano.contact", "email", 2, b"ann@acme.example"),
    ("phano.verdict", "evidence", 7, "Größe: 4 €, schlecht".encode()),
    ("phano.interaction", "content", 2**32 - 1, take(2048)),
    ("t" * 255, "c" * 255, 256, b"x"),
]
envelopes = []
for table, column, version, plaintext in PLACES:
    organization, row, key, salt, nonce = take(16), take(16), take(32), take(16), take(12)
    context = b"CIW-CTX1" + organization + short(table) + short(column) + row
    envelopes.append({
        "organization": organization.hex(), "table": table, "column": column, "row": row.hex(), "key": key.hex(),
        "version": version, "random": (salt + nonce).hex(), "plaintext": plaintext.hex(),
        "envelope": seal(key, version, salt, nonce, context, plaintext).hex(),
    })
indexes = []
for column, value in [("email", "ann@acme.example"), ("phone", "079460018"), ("conversation", "acme\0thread")]:
    key = take(32)
    indexes.append({"key": key.hex(), "column": column, "value": value, "index": index(key, column, value).hex()})
json.dump({"envelopes": envelopes, "indexes": indexes}, sys.stdout, indent=1)
