import type { Rule } from "../rule.js";
import { additionalPropertiesAllowed } from "../rules/additional-properties-allowed.js";
import { additionalPropertiesForbidden } from "../rules/additional-properties-forbidden.js";
import { alternativeAdded } from "../rules/alternative-added.js";
import { alternativeRemoved } from "../rules/alternative-removed.js";
import { alternativesImposed } from "../rules/alternatives-imposed.js";
import { alternativesLifted } from "../rules/alternatives-lifted.js";
import { anyOfBecameOneOf } from "../rules/any-of-became-one-of.js";
import { becameNotNullable } from "../rules/became-not-nullable.js";
import { becameNullable } from "../rules/became-nullable.js";
import { conditionNarrowed } from "../rules/condition-narrowed.js";
import { conditionWidened } from "../rules/condition-widened.js";
import { containsChanged } from "../rules/contains-changed.js";
import { containsNarrowed } from "../rules/contains-narrowed.js";
import { containsWidened } from "../rules/contains-widened.js";
import { contentEncodingChanged } from "../rules/content-encoding-changed.js";
import { defaultAdded } from "../rules/default-added.js";
import { defaultChanged } from "../rules/default-changed.js";
import { defaultRemoved } from "../rules/default-removed.js";
import { dependentRequiredAdded } from "../rules/dependent-required-added.js";
import { dependentRequiredRemoved } from "../rules/dependent-required-removed.js";
import { discriminatorAdded } from "../rules/discriminator-added.js";
import { discriminatorMappingAdded } from "../rules/discriminator-mapping-added.js";
import { discriminatorMappingChanged } from "../rules/discriminator-mapping-changed.js";
import { discriminatorMappingRemoved } from "../rules/discriminator-mapping-removed.js";
import { discriminatorPropertyChanged } from "../rules/discriminator-property-changed.js";
import { discriminatorRemoved } from "../rules/discriminator-removed.js";
import { enumIntroduced } from "../rules/enum-introduced.js";
import { enumLifted } from "../rules/enum-lifted.js";
import { enumValueAdded } from "../rules/enum-value-added.js";
import { enumValueRemoved } from "../rules/enum-value-removed.js";
import { extensibleEnumValueRemoved } from "../rules/extensible-enum-value-removed.js";
import { formatChanged } from "../rules/format-changed.js";
import { formatNarrowed } from "../rules/format-narrowed.js";
import { formatWidened } from "../rules/format-widened.js";
import { maxItemsDecreased } from "../rules/max-items-decreased.js";
import { maxItemsIncreased } from "../rules/max-items-increased.js";
import { maxLengthDecreased } from "../rules/max-length-decreased.js";
import { maxLengthIncreased } from "../rules/max-length-increased.js";
import { maxPropertiesDecreased } from "../rules/max-properties-decreased.js";
import { maxPropertiesIncreased } from "../rules/max-properties-increased.js";
import { maximumDecreased } from "../rules/maximum-decreased.js";
import { maximumIncreased } from "../rules/maximum-increased.js";
import { minItemsDecreased } from "../rules/min-items-decreased.js";
import { minItemsIncreased } from "../rules/min-items-increased.js";
import { minLengthDecreased } from "../rules/min-length-decreased.js";
import { minLengthIncreased } from "../rules/min-length-increased.js";
import { minPropertiesDecreased } from "../rules/min-properties-decreased.js";
import { minPropertiesIncreased } from "../rules/min-properties-increased.js";
import { minimumDecreased } from "../rules/minimum-decreased.js";
import { minimumIncreased } from "../rules/minimum-increased.js";
import { multipleOfChanged } from "../rules/multiple-of-changed.js";
import { multipleOfNarrowed } from "../rules/multiple-of-narrowed.js";
import { multipleOfWidened } from "../rules/multiple-of-widened.js";
import { negationNarrowed } from "../rules/negation-narrowed.js";
import { negationWidened } from "../rules/negation-widened.js";
import { oneOfBecameAnyOf } from "../rules/one-of-became-any-of.js";
import { oneOfOverlap } from "../rules/one-of-overlap.js";
import { optionalPropertyAdded } from "../rules/optional-property-added.js";
import { optionalPropertyRemoved } from "../rules/optional-property-removed.js";
import { parameterBecameList } from "../rules/parameter-became-list.js";
import { patternAdded } from "../rules/pattern-added.js";
import { patternChanged } from "../rules/pattern-changed.js";
import { patternPropertiesChanged } from "../rules/pattern-properties-changed.js";
import { patternPropertiesNarrowed } from "../rules/pattern-properties-narrowed.js";
import { patternPropertiesWidened } from "../rules/pattern-properties-widened.js";
import { patternRemoved } from "../rules/pattern-removed.js";
import { propertyAddedToClosedObject } from "../rules/property-added-to-closed-object.js";
import { propertyBecameOptional } from "../rules/property-became-optional.js";
import { propertyBecameReadOnly } from "../rules/property-became-read-only.js";
import { propertyBecameRequired } from "../rules/property-became-required.js";
import { propertyBecameWriteOnly } from "../rules/property-became-write-only.js";
import { propertyDeprecated } from "../rules/property-deprecated.js";
import { propertyNoLongerReadOnly } from "../rules/property-no-longer-read-only.js";
import { propertyNoLongerWriteOnly } from "../rules/property-no-longer-write-only.js";
import { propertyReactivated } from "../rules/property-reactivated.js";
import { propertyRemovedFromClosedObject } from "../rules/property-removed-from-closed-object.js";
import { requiredPropertyAdded } from "../rules/required-property-added.js";
import { requiredPropertyRemoved } from "../rules/required-property-removed.js";
import { stabilityInvalid } from "../rules/stability-invalid.js";
import { stabilityLowered } from "../rules/stability-lowered.js";
import { stabilityRaised } from "../rules/stability-raised.js";
import { sunsetInvalid } from "../rules/sunset-invalid.js";
import { sunsetMovedEarlier } from "../rules/sunset-moved-earlier.js";
import { sunsetRemoved } from "../rules/sunset-removed.js";
import { textNarrowed } from "../rules/text-narrowed.js";
import { textWidened } from "../rules/text-widened.js";
import { typeChanged } from "../rules/type-changed.js";
import { typeNarrowed } from "../rules/type-narrowed.js";
import { typeWidened } from "../rules/type-widened.js";
import { unevaluatedChanged } from "../rules/unevaluated-changed.js";
import { unevaluatedImposed } from "../rules/unevaluated-imposed.js";
import { unevaluatedLifted } from "../rules/unevaluated-lifted.js";
import { uniqueItemsLifted } from "../rules/unique-items-lifted.js";
import { uniqueItemsRequired } from "../rules/unique-items-required.js";
import { xmlFormChanged } from "../rules/xml-form-changed.js";
import { ofProperty } from "./member-rules.js";
import type { MemberPair } from "./members.js";
import type { SchemaPair } from "./schema-pair.js";

/** Rules about types of values that are written as texts: parameters and headers. */
export const TEXT_RULES: readonly Rule<SchemaPair>[] = [textNarrowed, textWidened];

/** Rules about types of parameters that are written once for each item. */
export const LIST_RULES: readonly Rule<SchemaPair>[] = [parameterBecameList];

/** Rules about null, those of `SCHEMA_RULES` that hold for unions too. */
export const NULL_RULES: readonly Rule<SchemaPair>[] = [becameNotNullable, becameNullable];

/** Rules about what a schema itself demands of a value. */
export const SCHEMA_RULES: readonly Rule<SchemaPair>[] = [
  additionalPropertiesAllowed,
  additionalPropertiesForbidden,
  becameNotNullable,
  becameNullable,
  conditionNarrowed,
  conditionWidened,
  containsChanged,
  containsNarrowed,
  containsWidened,
  contentEncodingChanged,
  dependentRequiredAdded,
  dependentRequiredRemoved,
  enumIntroduced,
  enumLifted,
  enumValueAdded,
  enumValueRemoved,
  extensibleEnumValueRemoved,
  formatChanged,
  formatNarrowed,
  formatWidened,
  maximumDecreased,
  maximumIncreased,
  maxItemsDecreased,
  maxItemsIncreased,
  maxLengthDecreased,
  maxLengthIncreased,
  maxPropertiesDecreased,
  maxPropertiesIncreased,
  minimumDecreased,
  minimumIncreased,
  minItemsDecreased,
  minItemsIncreased,
  minLengthDecreased,
  minLengthIncreased,
  minPropertiesDecreased,
  minPropertiesIncreased,
  multipleOfChanged,
  multipleOfNarrowed,
  multipleOfWidened,
  negationNarrowed,
  negationWidened,
  patternAdded,
  patternChanged,
  patternPropertiesChanged,
  patternPropertiesNarrowed,
  patternPropertiesWidened,
  patternRemoved,
  typeChanged,
  typeNarrowed,
  typeWidened,
  unevaluatedChanged,
  unevaluatedImposed,
  unevaluatedLifted,
  uniqueItemsLifted,
  uniqueItemsRequired,
  xmlFormChanged,
];

/** Rules about alternatives, and about words that stand beside them. */
export const UNION_RULES: readonly Rule<SchemaPair>[] = [
  alternativeAdded,
  alternativeRemoved,
  alternativesImposed,
  alternativesLifted,
  anyOfBecameOneOf,
  defaultAdded,
  defaultChanged,
  defaultRemoved,
  discriminatorAdded,
  discriminatorMappingAdded,
  discriminatorMappingChanged,
  discriminatorMappingRemoved,
  discriminatorPropertyChanged,
  discriminatorRemoved,
  oneOfBecameAnyOf,
  oneOfOverlap,
];

const STABILITY = "x-stability-level";
const SUNSET = "x-sunset";

/** Rules about one property of an object. */
export const MEMBER_RULES: readonly Rule<MemberPair>[] = [
  optionalPropertyAdded,
  optionalPropertyRemoved,
  propertyAddedToClosedObject,
  propertyBecameOptional,
  propertyBecameReadOnly,
  propertyBecameRequired,
  propertyBecameWriteOnly,
  propertyDeprecated,
  propertyNoLongerReadOnly,
  propertyNoLongerWriteOnly,
  propertyReactivated,
  propertyRemovedFromClosedObject,
  requiredPropertyAdded,
  requiredPropertyRemoved,
  ofProperty(stabilityInvalid, STABILITY),
  ofProperty(stabilityLowered, STABILITY),
  ofProperty(stabilityRaised, STABILITY),
  ofProperty(sunsetInvalid, SUNSET),
  ofProperty(sunsetMovedEarlier, SUNSET),
  ofProperty(sunsetRemoved, SUNSET),
];
