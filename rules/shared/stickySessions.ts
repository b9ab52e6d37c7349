/** Settings of load balancers that send a client to the same instance again, each with its documentation. */

/** An annotation of an Ingress or Service; `isSticky` is what its value says when it asks for it. */
export interface StickyAnnotation {
  readonly key: RegExp;
  readonly isSticky: RegExp;
}

export const stickyAnnotations: readonly StickyAnnotation[] = [
  // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity
  { key: /^(?:nginx\.)?ingress\.kubernetes\.io\/affinity$/, isSticky: /^cookie$/ },
  // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
  { key: /^nginx\.(?:org|com)\/sticky-cookie-services$/, isSticky: /./ },
  // https://haproxy-ingress.github.io/docs/configuration/keys/#affinity
  { key: /^haproxy-ingress\.github\.io\/affinity$/, isSticky: /^cookie$/ },
  // https://www.haproxy.com/documentation/kubernetes-ingress/ingress-configuration/annotations/
  { key: /^haproxy\.(?:org|com)\/cookie-persistence$/, isSticky: /./ },
  // https://doc.traefik.io/traefik/routing/providers/kubernetes-ingress/, and version 1
  { key: /^traefik\.ingress\.kubernetes\.io\/(?:service\.sticky(?:\.cookie)?|affinity)$/, isSticky: /^true$/ },
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#target-group-attributes
  {
    key: /^(?:alb\.ingress\.kubernetes\.io|service\.beta\.kubernetes\.io\/aws-load-balancer)[/-]target-group-attributes$/,
    isSticky: /(?:^|,)\s*stickiness\.enabled=true\s*(?:,|$)/,
  },
  // https://azure.github.io/application-gateway-kubernetes-ingress/annotations/#cookie-based-affinity
  { key: /^appgw\.ingress\.kubernetes\.io\/cookie-based-affinity$/, isSticky: /^true$/ },
  // https://docs.digitalocean.com/products/kubernetes/how-to/configure-load-balancers/
  { key: /^service\.beta\.kubernetes\.io\/do-loadbalancer-sticky-sessions-type$/, isSticky: /^cookies$/ },
];

/** A field of an object of the Kubernetes API; `isSticky` is left out where the field itself asks for it. */
export interface StickyField {
  readonly kind: string;
  readonly way: readonly string[];
  readonly isSticky?: RegExp;
}

export const stickyFields: readonly StickyField[] = [
  // https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity
  { kind: 'Service', way: ['spec', 'sessionAffinity'], isSticky: /^ClientIP$/ },
  // https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#session_affinity
  {
    kind: 'BackendConfig',
    way: ['spec', 'sessionAffinity', 'affinityType'],
    isSticky: /^(?:CLIENT_IP|GENERATED_COOKIE)$/,
  },
  // https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_session_affinity
  {
    kind: 'GCPBackendPolicy',
    way: ['spec', 'default', 'sessionAffinity', 'type'],
    isSticky: /^(?:CLIENT_IP|GENERATED_COOKIE)$/,
  },
  // https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB
  { kind: 'DestinationRule', way: ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash', 'httpCookie'] },
  {
    kind: 'DestinationRule',
    way: ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash', 'useSourceIp'],
    isSticky: /^true$/,
  },
  // https://doc.traefik.io/traefik/routing/providers/kubernetes-crd/#kind-traefikservice
  { kind: 'TraefikService', way: ['spec', 'weighted', 'sticky', 'cookie'] },
];

/** An argument of a Terraform resource, or of a block in it. */
export interface StickyArgument {
  readonly type: RegExp;
  readonly blocks: readonly string[];
  readonly name: string;
  readonly isSticky: RegExp;
  /** What turns it off, as it is written. Some providers keep what is taken out. */
  readonly off: string;
  /** Whether the block asks for it when it does not have the argument. */
  readonly isDefault?: true;
}

/** By the providers' documentation of each resource (registry.terraform.io). */
export const stickyArguments: readonly StickyArgument[] = [
  {
    type: /^aws_(?:lb|alb)_target_group$/,
    blocks: ['stickiness'],
    name: 'enabled',
    isSticky: /^true$/,
    off: 'false',
    isDefault: true,
  },
  {
    type: /^google_compute_(?:region_)?backend_service$|^google_compute_target_pool$/,
    blocks: [],
    name: 'session_affinity',
    isSticky: /^(?!NONE$)[A-Z_]+$/,
    off: '"NONE"',
  },
  {
    type: /^azurerm_application_gateway$/,
    blocks: ['backend_http_settings'],
    name: 'cookie_based_affinity',
    isSticky: /^Enabled$/,
    off: '"Disabled"',
  },
  {
    type: /^azurerm_lb_rule$/,
    blocks: [],
    name: 'load_distribution',
    isSticky: /^SourceIP(?:Protocol)?$/,
    off: '"Default"',
  },
  {
    type: /^azurerm_(?:linux|windows)_(?:web|function)_app$|^azurerm_app_service$/,
    blocks: [],
    name: 'client_affinity_enabled',
    isSticky: /^true$/,
    off: 'false',
  },
  {
    type: /^azurerm_cdn_frontdoor_origin_group$/,
    blocks: [],
    name: 'session_affinity_enabled',
    isSticky: /^true$/,
    off: 'false',
  },
  {
    type: /^digitalocean_loadbalancer$/,
    blocks: ['sticky_sessions'],
    name: 'type',
    isSticky: /^cookies$/,
    off: '"none"',
  },
  {
    type: /^hcloud_load_balancer_service$/,
    blocks: ['http'],
    name: 'sticky_sessions',
    isSticky: /^true$/,
    off: 'false',
  },
  {
    type: /^kubernetes_service(?:_v1)?$/,
    blocks: ['spec'],
    name: 'session_affinity',
    isSticky: /^ClientIP$/,
    off: '"None"',
  },
];

/** Resources that are there for nothing else. */
export const stickyResources: ReadonlySet<string> = new Set([
  'aws_app_cookie_stickiness_policy',
  'aws_lb_cookie_stickiness_policy',
]);
