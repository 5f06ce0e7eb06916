#pragma once
#include <zlib.h>

// inflateInit2 is a macro, which Swift can't see. 15 + 16: largest window, gzip header and checksum expected.
static inline int phano_inflate_gzip_init(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
