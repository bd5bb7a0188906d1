// The roofline: each kernel's operations a second over its operations a byte, under what the machine can do.
//
//   WriteReport("resnet50.svg", RooflineSvg("resnet50, batch 8", profile, ceilings));
//
// Left of the ridge memory is the limit, right of it the arithmetic units are; the nearer a dot lies to the roof, the
// less there is to gain. A dot's area is the kernel's share of the time. Kernels that count no operations have no place
// on it: they stand in a row below, by their bytes a second against the memory's.
#ifndef ASSAY_BENCHMARKS_PROFILE_ROOFLINE_SVG_H_
#define ASSAY_BENCHMARKS_PROFILE_ROOFLINE_SVG_H_

#include <string>

#include "benchmarks/measure/limit.h"
#include "benchmarks/profile/profile.h"

namespace assay {

// A whole SVG document. Names are escaped. Kernels below a thousandth of the time are left out, and those that move no
// bytes themselves.
std::string RooflineSvg(const std::string& title, const Profile& profile, const Ceilings& ceilings);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_PROFILE_ROOFLINE_SVG_H_
