#include "EmbeddedWeights.h"

extern const unsigned char phano_embedded_weights[];
extern const unsigned char phano_embedded_weights_stop[];

const unsigned char *phano_embedded_weights_begin(void) { return phano_embedded_weights; }
const unsigned char *phano_embedded_weights_end(void) { return phano_embedded_weights_stop; }
