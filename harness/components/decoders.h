// The lock of the decoders of images (transforms/decode.h): the pixels of each kind of PNG and JPEG file, and which
// files are refused.
#ifndef ASSAY_HARNESS_COMPONENTS_DECODERS_H_
#define ASSAY_HARNESS_COMPONENTS_DECODERS_H_

#include <string>

#include "harness/golden.pb.h"
#include "transforms/encode_for_tests.h"

namespace assay {

// A case for each colour type and depth, filter, interlacing, orientation and kind of damage. The files are encoded on
// the spot: pixels of JPEG files depend on libjpeg's encoder too, which gives the same bytes with any vector unit.
proto::ComponentGolden MeasureDecoders();

// The file's pixels, or the status' code where it is refused.
proto::ComponentCase DecodeCase(const std::string& name, const Bytes& file);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_DECODERS_H_
