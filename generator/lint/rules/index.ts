import type { ApiSubject, DocumentSubject, LintRule } from "../rule.js";
import { ambiguousPaths } from "./ambiguous-paths.js";
import { defaultInvalid } from "./default-invalid.js";
import { discriminatorMappingDangling } from "./discriminator-mapping-dangling.js";
import { discriminatorPropertyMissing } from "./discriminator-property-missing.js";
import { duplicatePath } from "./duplicate-path.js";
import { enumDuplicate } from "./enum-duplicate.js";
import { exampleInvalid } from "./example-invalid.js";
import { ignoredBesideRef } from "./ignored-beside-ref.js";
import { nothingValid } from "./nothing-valid.js";
import { operationIdDuplicate } from "./operation-id-duplicate.js";
import { operationIdMissing } from "./operation-id-missing.js";
import { overlappingAlternatives } from "./overlapping-alternatives.js";
import { parameterDuplicate } from "./parameter-duplicate.js";
import { parameterIgnored } from "./parameter-ignored.js";
import { pathParameterUndeclared } from "./path-parameter-undeclared.js";
import { pathParameterUnknown } from "./path-parameter-unknown.js";
import { patternInvalid } from "./pattern-invalid.js";
import { patternNotPortable } from "./pattern-not-portable.js";
import { redundantAlternative } from "./redundant-alternative.js";
import { requiredUndeclared } from "./required-undeclared.js";
import { securitySchemeUndefined } from "./security-scheme-undefined.js";
import { serverDefaultInvalid } from "./server-default-invalid.js";
import { successResponseMissing } from "./success-response-missing.js";
import { tagUndeclared } from "./tag-undeclared.js";
import { unreachableAlternative } from "./unreachable-alternative.js";
import { unusedComponent } from "./unused-component.js";

/** Rules that look at the document as it stands, also where it is no contract yet. */
export const DOCUMENT_RULES: readonly LintRule<DocumentSubject>[] = [
  ambiguousPaths,
  discriminatorMappingDangling,
  duplicatePath,
  ignoredBesideRef,
  operationIdDuplicate,
  operationIdMissing,
  parameterDuplicate,
  parameterIgnored,
  pathParameterUndeclared,
  pathParameterUnknown,
  securitySchemeUndefined,
  serverDefaultInvalid,
  successResponseMissing,
  tagUndeclared,
  unusedComponent,
];

/** Rules that look at what the contract means. */
export const API_RULES: readonly LintRule<ApiSubject>[] = [
  defaultInvalid,
  discriminatorPropertyMissing,
  enumDuplicate,
  exampleInvalid,
  nothingValid,
  overlappingAlternatives,
  patternInvalid,
  patternNotPortable,
  redundantAlternative,
  requiredUndeclared,
  unreachableAlternative,
];
