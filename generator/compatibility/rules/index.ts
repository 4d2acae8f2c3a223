import type {
  BodyPair,
  ContentPair,
  ContractPair,
  HeaderPair,
  LinkPair,
  OperationPair,
  ParameterPair,
  ResponsePair,
  ServerPair,
} from "../pairs.js";
import type { Rule } from "../rule.js";
import { ofProperty } from "../schema/member-rules.js";
import type { MemberPair } from "../schema/members.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { additionalPropertiesAllowed } from "./additional-properties-allowed.js";
import { additionalPropertiesForbidden } from "./additional-properties-forbidden.js";
import { alternativeAdded } from "./alternative-added.js";
import { alternativeRemoved } from "./alternative-removed.js";
import { alternativesImposed } from "./alternatives-imposed.js";
import { alternativesLifted } from "./alternatives-lifted.js";
import { anyOfBecameOneOf } from "./any-of-became-one-of.js";
import { becameNotNullable } from "./became-not-nullable.js";
import { becameNullable } from "./became-nullable.js";
import { callbackAdded } from "./callback-added.js";
import { callbackRemoved } from "./callback-removed.js";
import { callbackUrlChanged } from "./callback-url-changed.js";
import { componentSchemaRemoved } from "./component-schema-removed.js";
import { conditionNarrowed } from "./condition-narrowed.js";
import { conditionWidened } from "./condition-widened.js";
import { containsChanged } from "./contains-changed.js";
import { containsNarrowed } from "./contains-narrowed.js";
import { containsWidened } from "./contains-widened.js";
import { contentEncodingChanged } from "./content-encoding-changed.js";
import { defaultAdded } from "./default-added.js";
import { defaultChanged } from "./default-changed.js";
import { defaultRemoved } from "./default-removed.js";
import { dependentRequiredAdded } from "./dependent-required-added.js";
import { dependentRequiredRemoved } from "./dependent-required-removed.js";
import { deprecatedOperationRemoved } from "./deprecated-operation-removed.js";
import { deprecatedParameterRemoved } from "./deprecated-parameter-removed.js";
import { discriminatorAdded } from "./discriminator-added.js";
import { discriminatorMappingAdded } from "./discriminator-mapping-added.js";
import { discriminatorMappingChanged } from "./discriminator-mapping-changed.js";
import { discriminatorMappingRemoved } from "./discriminator-mapping-removed.js";
import { discriminatorPropertyChanged } from "./discriminator-property-changed.js";
import { discriminatorRemoved } from "./discriminator-removed.js";
import { encodingChanged } from "./encoding-changed.js";
import { enumIntroduced } from "./enum-introduced.js";
import { enumLifted } from "./enum-lifted.js";
import { enumValueAdded } from "./enum-value-added.js";
import { enumValueRemoved } from "./enum-value-removed.js";
import { errorResponseRemoved } from "./error-response-removed.js";
import { extensibleEnumValueRemoved } from "./extensible-enum-value-removed.js";
import { formatChanged } from "./format-changed.js";
import { formatNarrowed } from "./format-narrowed.js";
import { formatWidened } from "./format-widened.js";
import { headerAdded } from "./header-added.js";
import { headerBecameOptional } from "./header-became-optional.js";
import { headerBecameRequired } from "./header-became-required.js";
import { headerFormChanged } from "./header-form-changed.js";
import { linkAdded } from "./link-added.js";
import { linkChanged } from "./link-changed.js";
import { linkRemoved } from "./link-removed.js";
import { maxItemsDecreased } from "./max-items-decreased.js";
import { maxItemsIncreased } from "./max-items-increased.js";
import { maxLengthDecreased } from "./max-length-decreased.js";
import { maxLengthIncreased } from "./max-length-increased.js";
import { maxPropertiesDecreased } from "./max-properties-decreased.js";
import { maxPropertiesIncreased } from "./max-properties-increased.js";
import { maximumDecreased } from "./maximum-decreased.js";
import { maximumIncreased } from "./maximum-increased.js";
import { mediaTypeAdded } from "./media-type-added.js";
import { mediaTypeNarrowed } from "./media-type-narrowed.js";
import { mediaTypeRemoved } from "./media-type-removed.js";
import { mediaTypeWidened } from "./media-type-widened.js";
import { minItemsDecreased } from "./min-items-decreased.js";
import { minItemsIncreased } from "./min-items-increased.js";
import { minLengthDecreased } from "./min-length-decreased.js";
import { minLengthIncreased } from "./min-length-increased.js";
import { minPropertiesDecreased } from "./min-properties-decreased.js";
import { minPropertiesIncreased } from "./min-properties-increased.js";
import { minimumDecreased } from "./minimum-decreased.js";
import { minimumIncreased } from "./minimum-increased.js";
import { multipleOfChanged } from "./multiple-of-changed.js";
import { multipleOfNarrowed } from "./multiple-of-narrowed.js";
import { multipleOfWidened } from "./multiple-of-widened.js";
import { negationNarrowed } from "./negation-narrowed.js";
import { negationWidened } from "./negation-widened.js";
import { oauthFlowAdded } from "./oauth-flow-added.js";
import { oauthFlowRemoved } from "./oauth-flow-removed.js";
import { oauthScopeAdded } from "./oauth-scope-added.js";
import { oauthScopeRemoved } from "./oauth-scope-removed.js";
import { oauthUrlChanged } from "./oauth-url-changed.js";
import { oneOfBecameAnyOf } from "./one-of-became-any-of.js";
import { oneOfOverlap } from "./one-of-overlap.js";
import { operationAdded } from "./operation-added.js";
import { operationDeprecated } from "./operation-deprecated.js";
import { operationIdChanged } from "./operation-id-changed.js";
import { operationReactivated } from "./operation-reactivated.js";
import { operationRemoved } from "./operation-removed.js";
import { operationRemovedBeforeSunset } from "./operation-removed-before-sunset.js";
import { operationTagAdded } from "./operation-tag-added.js";
import { operationTagRemoved } from "./operation-tag-removed.js";
import { optionalHeaderRemoved } from "./optional-header-removed.js";
import { optionalParameterAdded } from "./optional-parameter-added.js";
import { optionalPropertyAdded } from "./optional-property-added.js";
import { optionalPropertyRemoved } from "./optional-property-removed.js";
import { optionalRequestBodyAdded } from "./optional-request-body-added.js";
import { parameterAllowReservedChanged } from "./parameter-allow-reserved-changed.js";
import { parameterBecameList } from "./parameter-became-list.js";
import { parameterBecameOptional } from "./parameter-became-optional.js";
import { parameterBecameRequired } from "./parameter-became-required.js";
import { parameterContentChanged } from "./parameter-content-changed.js";
import { parameterDeprecated } from "./parameter-deprecated.js";
import { parameterExplodeChanged } from "./parameter-explode-changed.js";
import { parameterReactivated } from "./parameter-reactivated.js";
import { parameterRemoved } from "./parameter-removed.js";
import { parameterRemovedBeforeSunset } from "./parameter-removed-before-sunset.js";
import { parameterStyleChanged } from "./parameter-style-changed.js";
import { pathParameterRenamed } from "./path-parameter-renamed.js";
import { patternAdded } from "./pattern-added.js";
import { patternChanged } from "./pattern-changed.js";
import { patternPropertiesChanged } from "./pattern-properties-changed.js";
import { patternPropertiesNarrowed } from "./pattern-properties-narrowed.js";
import { patternPropertiesWidened } from "./pattern-properties-widened.js";
import { patternRemoved } from "./pattern-removed.js";
import { propertyAddedToClosedObject } from "./property-added-to-closed-object.js";
import { propertyBecameOptional } from "./property-became-optional.js";
import { propertyBecameReadOnly } from "./property-became-read-only.js";
import { propertyBecameRequired } from "./property-became-required.js";
import { propertyBecameWriteOnly } from "./property-became-write-only.js";
import { propertyDeprecated } from "./property-deprecated.js";
import { propertyNoLongerReadOnly } from "./property-no-longer-read-only.js";
import { propertyNoLongerWriteOnly } from "./property-no-longer-write-only.js";
import { propertyReactivated } from "./property-reactivated.js";
import { propertyRemovedFromClosedObject } from "./property-removed-from-closed-object.js";
import { requestBodyBecameOptional } from "./request-body-became-optional.js";
import { requestBodyBecameRequired } from "./request-body-became-required.js";
import { requestBodyRemoved } from "./request-body-removed.js";
import { requiredHeaderRemoved } from "./required-header-removed.js";
import { requiredParameterAdded } from "./required-parameter-added.js";
import { requiredPropertyAdded } from "./required-property-added.js";
import { requiredPropertyRemoved } from "./required-property-removed.js";
import { requiredRequestBodyAdded } from "./required-request-body-added.js";
import { responseAdded } from "./response-added.js";
import { responseRangeNarrowed } from "./response-range-narrowed.js";
import { securityAlternativeAdded } from "./security-alternative-added.js";
import { securityAlternativeRemoved } from "./security-alternative-removed.js";
import { securityDropped } from "./security-dropped.js";
import { securityRequired } from "./security-required.js";
import { securitySchemeAdded } from "./security-scheme-added.js";
import { securitySchemeChanged } from "./security-scheme-changed.js";
import { securitySchemeRemoved } from "./security-scheme-removed.js";
import { securityScopeAdded } from "./security-scope-added.js";
import { securityScopeRemoved } from "./security-scope-removed.js";
import { serverAdded } from "./server-added.js";
import { serverRemoved } from "./server-removed.js";
import { stabilityInvalid } from "./stability-invalid.js";
import { stabilityLowered } from "./stability-lowered.js";
import { stabilityRaised } from "./stability-raised.js";
import { successResponseRemoved } from "./success-response-removed.js";
import { sunsetInvalid } from "./sunset-invalid.js";
import { sunsetMovedEarlier } from "./sunset-moved-earlier.js";
import { sunsetRemoved } from "./sunset-removed.js";
import { textNarrowed } from "./text-narrowed.js";
import { textWidened } from "./text-widened.js";
import { typeChanged } from "./type-changed.js";
import { typeNarrowed } from "./type-narrowed.js";
import { typeWidened } from "./type-widened.js";
import { unaskedMediaTypeAdded } from "./unasked-media-type-added.js";
import { unaskedMediaTypeRemoved } from "./unasked-media-type-removed.js";
import { unevaluatedChanged } from "./unevaluated-changed.js";
import { unevaluatedImposed } from "./unevaluated-imposed.js";
import { unevaluatedLifted } from "./unevaluated-lifted.js";
import { uniqueItemsLifted } from "./unique-items-lifted.js";
import { uniqueItemsRequired } from "./unique-items-required.js";
import { xmlFormChanged } from "./xml-form-changed.js";

/** Rules about the contract as a whole. */
export const CONTRACT_RULES: readonly Rule<ContractPair>[] = [
  componentSchemaRemoved,
  oauthFlowAdded,
  oauthFlowRemoved,
  oauthScopeAdded,
  oauthScopeRemoved,
  oauthUrlChanged,
  securitySchemeAdded,
  securitySchemeChanged,
  securitySchemeRemoved,
];

/** Rules about base URLs, those of the contract and of operations that have their own. */
export const SERVER_RULES: readonly Rule<ServerPair>[] = [serverAdded, serverRemoved];

/** Rules about operations, webhooks and requests of callbacks. */
export const OPERATION_RULES: readonly Rule<OperationPair>[] = [
  callbackAdded,
  callbackRemoved,
  callbackUrlChanged,
  deprecatedOperationRemoved,
  operationAdded,
  operationDeprecated,
  operationIdChanged,
  operationReactivated,
  operationRemoved,
  operationRemovedBeforeSunset,
  operationTagAdded,
  operationTagRemoved,
  pathParameterRenamed,
  securityAlternativeAdded,
  securityAlternativeRemoved,
  securityDropped,
  securityRequired,
  securityScopeAdded,
  securityScopeRemoved,
  stabilityInvalid,
  stabilityLowered,
  stabilityRaised,
  sunsetInvalid,
  sunsetMovedEarlier,
  sunsetRemoved,
];

/** Rules about parameters. */
export const PARAMETER_RULES: readonly Rule<ParameterPair>[] = [
  deprecatedParameterRemoved,
  optionalParameterAdded,
  parameterAllowReservedChanged,
  parameterBecameOptional,
  parameterBecameRequired,
  parameterContentChanged,
  parameterDeprecated,
  parameterExplodeChanged,
  parameterReactivated,
  parameterRemoved,
  parameterRemovedBeforeSunset,
  parameterStyleChanged,
  requiredParameterAdded,
  sunsetInvalid,
  sunsetMovedEarlier,
  sunsetRemoved,
];

/** Rules about request bodies. */
export const BODY_RULES: readonly Rule<BodyPair>[] = [
  optionalRequestBodyAdded,
  requestBodyBecameOptional,
  requestBodyBecameRequired,
  requestBodyRemoved,
  requiredRequestBodyAdded,
];

/** Rules about media types of bodies. */
export const CONTENT_RULES: readonly Rule<ContentPair>[] = [
  encodingChanged,
  mediaTypeAdded,
  mediaTypeNarrowed,
  mediaTypeRemoved,
  mediaTypeWidened,
  unaskedMediaTypeAdded,
  unaskedMediaTypeRemoved,
];

/** Rules about the responses of operations. */
export const RESPONSE_RULES: readonly Rule<ResponsePair>[] = [
  errorResponseRemoved,
  responseAdded,
  responseRangeNarrowed,
  successResponseRemoved,
];

/** Rules about the links of responses. */
export const LINK_RULES: readonly Rule<LinkPair>[] = [linkAdded, linkChanged, linkRemoved];

/** Rules about the headers of responses. */
export const HEADER_RULES: readonly Rule<HeaderPair>[] = [
  headerAdded,
  headerBecameOptional,
  headerBecameRequired,
  headerFormChanged,
  optionalHeaderRemoved,
  requiredHeaderRemoved,
];

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
