#ifndef CGMIME_SHIM_H
#define CGMIME_SHIM_H

#include <gmime/gmime.h>

// GObject's type checks are macros, which Swift does not import. One enumeration instead of a check for each class
// keeps the walk over a message's parts a single switch.
typedef enum {
  CGMIME_OTHER,
  CGMIME_TEXT,
  CGMIME_PART,
  CGMIME_MESSAGE,
  CGMIME_MULTIPART,
} cgmime_kind;

static inline cgmime_kind cgmime_kind_of(GMimeObject *object) {
  if (GMIME_IS_TEXT_PART(object)) return CGMIME_TEXT;
  if (GMIME_IS_PART(object)) return CGMIME_PART;
  if (GMIME_IS_MESSAGE_PART(object)) return CGMIME_MESSAGE;
  if (GMIME_IS_MULTIPART(object)) return CGMIME_MULTIPART;
  return CGMIME_OTHER;
}

// The casts below are macros, too (GMIME_OBJECT and its kin check the class at run time and return NULL).
static inline GMimeObject *cgmime_message_object(GMimeMessage *message) { return GMIME_OBJECT(message); }

static inline int cgmime_multipart_count(GMimeObject *object) {
  return GMIME_IS_MULTIPART(object) ? g_mime_multipart_get_count(GMIME_MULTIPART(object)) : 0;
}

static inline GMimeObject *cgmime_multipart_part(GMimeObject *object, int index) {
  return GMIME_IS_MULTIPART(object) ? g_mime_multipart_get_part(GMIME_MULTIPART(object), index) : NULL;
}

static inline GMimeMessage *cgmime_embedded_message(GMimeObject *object) {
  return GMIME_IS_MESSAGE_PART(object) ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)) : NULL;
}

// Decodes a leaf's content (base64, quoted-printable, uuencode) into a new byte array that the caller frees with
// g_byte_array_free. Written in C because the stream it goes through is handed over by a chain of casts.
static inline GByteArray *cgmime_decoded_content(GMimeObject *object) {
  if (!GMIME_IS_PART(object)) return NULL;
  GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
  if (content == NULL) return NULL;
  GByteArray *bytes = g_byte_array_new();
  GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
  g_mime_data_wrapper_write_to_stream(content, stream);
  g_object_unref(stream);
  return bytes;
}

// An address list holds mailboxes and groups; Swift can't tell them apart without the type macros.
static inline const char *cgmime_mailbox_address(InternetAddress *address) {
  return INTERNET_ADDRESS_IS_MAILBOX(address) ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))
                                              : NULL;
}

static inline InternetAddressList *cgmime_group_members(InternetAddress *address) {
  return INTERNET_ADDRESS_IS_GROUP(address) ? internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address))
                                            : NULL;
}

// Builds the message and drops the parser, whose stream macros Swift can't call. `size` bytes at `data` are copied.
// Returns NULL when the bytes don't begin with a header.
static inline GMimeMessage *cgmime_parse(const char *data, size_t size) {
  static const char *fallback[] = {"utf-8", "windows-1252", NULL};
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  g_object_unref(stream);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
  GMimeParserOptions *options = g_mime_parser_options_new();
  g_mime_parser_options_set_fallback_charsets(options, fallback);
  GMimeMessage *message = g_mime_parser_construct_message(parser, options);
  g_mime_parser_options_free(options);
  g_object_unref(parser);
  return message;
}

// g_object_unref takes a gpointer, under which Swift would accept anything.
static inline void cgmime_release(GMimeMessage *message) { g_object_unref(message); }

#endif
