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
import { callbackAdded } from "./callback-added.js";
import { callbackRemoved } from "./callback-removed.js";
import { callbackUrlChanged } from "./callback-url-changed.js";
import { componentSchemaRemoved } from "./component-schema-removed.js";
import { deprecatedOperationRemoved } from "./deprecated-operation-removed.js";
import { deprecatedParameterRemoved } from "./deprecated-parameter-removed.js";
import { encodingChanged } from "./encoding-changed.js";
import { errorResponseRemoved } from "./error-response-removed.js";
import { headerAdded } from "./header-added.js";
import { headerBecameOptional } from "./header-became-optional.js";
import { headerBecameRequired } from "./header-became-required.js";
import { headerFormChanged } from "./header-form-changed.js";
import { linkAdded } from "./link-added.js";
import { linkChanged } from "./link-changed.js";
import { linkRemoved } from "./link-removed.js";
import { mediaTypeAdded } from "./media-type-added.js";
import { mediaTypeNarrowed } from "./media-type-narrowed.js";
import { mediaTypeRemoved } from "./media-type-removed.js";
import { mediaTypeWidened } from "./media-type-widened.js";
import { oauthFlowAdded } from "./oauth-flow-added.js";
import { oauthFlowRemoved } from "./oauth-flow-removed.js";
import { oauthScopeAdded } from "./oauth-scope-added.js";
import { oauthScopeRemoved } from "./oauth-scope-removed.js";
import { oauthUrlChanged } from "./oauth-url-changed.js";
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
import { optionalRequestBodyAdded } from "./optional-request-body-added.js";
import { parameterAllowReservedChanged } from "./parameter-allow-reserved-changed.js";
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
import { requestBodyBecameOptional } from "./request-body-became-optional.js";
import { requestBodyBecameRequired } from "./request-body-became-required.js";
import { requestBodyRemoved } from "./request-body-removed.js";
import { requiredHeaderRemoved } from "./required-header-removed.js";
import { requiredParameterAdded } from "./required-parameter-added.js";
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
import { unaskedMediaTypeAdded } from "./unasked-media-type-added.js";
import { unaskedMediaTypeRemoved } from "./unasked-media-type-removed.js";

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
