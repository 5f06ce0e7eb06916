#pragma once

// The bytes of data/sentiment.bin, linked into the binary so that it runs without a file or resource bundle beside it.
// Functions rather than symbols: Swift imports C arrays of unknown length as nothing at all.
const unsigned char *phano_embedded_weights_begin(void);
const unsigned char *phano_embedded_weights_end(void);
