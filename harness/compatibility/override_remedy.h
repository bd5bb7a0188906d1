// The way out where what changed is a default that ContextParams overrides: the old weights imply the old one.
#ifndef ASSAY_HARNESS_COMPATIBILITY_OVERRIDE_REMEDY_H_
#define ASSAY_HARNESS_COMPATIBILITY_OVERRIDE_REMEDY_H_

#include "harness/compatibility/finding.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/probe_change.h"
#include "harness/localise.h"

namespace assay::bc {

// Where an attribute of the source's module is a parameter of its class in the table of overrides, puts that way out
// before the others, and names the catalogue's file.
void AddOverrideRemedy(const Subject& subject, const Localisation& source, const ProbeEvidence& evidence,
                       Finding& finding);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_OVERRIDE_REMEDY_H_
