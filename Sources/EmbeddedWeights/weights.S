// Assembled rather than written as a C array: five megabytes of initialisers take a compiler minutes.
// The build does not see through .incbin: after `phano model train --output data/sentiment.bin` touch this file, and
// write `phano model card` into Sources/EmbeddedModel/MODEL_CARD.md.
#if defined(__APPLE__)
  .const_data
  #define SYMBOL(name) _##name
#else
  .section .rodata
  #define SYMBOL(name) name
#endif

  .globl SYMBOL(phano_embedded_weights)
  .globl SYMBOL(phano_embedded_weights_stop)
  .p2align 6
SYMBOL(phano_embedded_weights):
  .incbin "sentiment.bin"
SYMBOL(phano_embedded_weights_stop):
  .byte 0

#if defined(__linux__)
  .section .note.GNU-stack, "", %progbits
#endif
