/** A type of resource that the provider replaces when an argument changes. */
export interface ReplacedResource {
  /**
   * What holds on to it, and is changed in place: as long as one of these uses it, the cloud refuses to delete it. Empty where
   * nothing does.
   */
  readonly usedBy: readonly string[];
  /** The resource that stands between, where users name that one instead. */
  readonly through?: string;
  /** The argument without which no change of the code replaces it. */
  readonly changesWith?: string;
  readonly naming?: Naming;
}

/** Arguments for a name, and for what the provider makes a name of that nothing else has. */
export interface Naming {
  readonly name: string;
  readonly prefix: string;
  /** How long a prefix may be, in characters. */
  readonly maxPrefixLength: number;
}

/** The naming of a type with a `name` and a `name_prefix`, which is the usual one. */
export const naming = (maxPrefixLength: number): Naming => ({ name: 'name', prefix: 'name_prefix', maxPrefixLength });

/** The provider of AWS adds 26 characters to a prefix, and most names may have 255. */
const awsNaming = naming(229);

/** Names at Google have up to 63 characters, of which the provider of Google adds 26. */
const googleNaming = naming(37);

const targetGroup: ReplacedResource = {
  usedBy: ['aws_lb_listener', 'aws_alb_listener', 'aws_lb_listener_rule', 'aws_alb_listener_rule'],
  // The whole name has 32 characters.
  naming: naming(6),
};

const instanceTemplate: ReplacedResource = {
  usedBy: ['google_compute_instance_group_manager', 'google_compute_region_instance_group_manager'],
  naming: googleNaming,
};

const googleProxies = [
  'google_compute_region_target_https_proxy',
  'google_compute_target_https_proxy',
  'google_compute_target_ssl_proxy',
];

/**
 * Resources that are replaced by everyday changes ("forces a new resource" at their arguments, in the documentation of each
 * on registry.terraform.io/providers/hashicorp). Left out are those that are changed in place, such as launch templates,
 * which get a new version.
 */
export const replacedResources: ReadonlyMap<string, ReplacedResource> = new Map<string, ReplacedResource>([
  ['aws_launch_configuration', { usedBy: ['aws_autoscaling_group'], naming: awsNaming }],
  ['aws_lb_target_group', targetGroup],
  ['aws_alb_target_group', targetGroup],
  [
    'aws_acm_certificate',
    {
      usedBy: [
        'aws_alb_listener',
        'aws_alb_listener_certificate',
        'aws_api_gateway_domain_name',
        'aws_apigatewayv2_domain_name',
        'aws_cloudfront_distribution',
        'aws_elb',
        'aws_lb_listener',
        'aws_lb_listener_certificate',
      ],
      through: 'aws_acm_certificate_validation',
      // One that is imported gets the new text in place.
      changesWith: 'domain_name',
    },
  ],
  [
    'aws_iam_server_certificate',
    {
      usedBy: ['aws_alb_listener', 'aws_cloudfront_distribution', 'aws_elb', 'aws_lb_listener'],
      naming: naming(102),
    },
  ],
  ['aws_api_gateway_deployment', { usedBy: ['aws_api_gateway_stage'], changesWith: 'triggers' }],
  ['aws_apigatewayv2_deployment', { usedBy: ['aws_apigatewayv2_stage'], changesWith: 'triggers' }],
  ['aws_db_option_group', { usedBy: ['aws_db_instance'], naming: awsNaming }],
  ['aws_db_parameter_group', { usedBy: ['aws_db_instance', 'aws_rds_cluster_instance'], naming: awsNaming }],
  ['aws_rds_cluster_parameter_group', { usedBy: ['aws_rds_cluster'], naming: awsNaming }],
  // Its rules change in place. In another VPC the same name is another.
  ['aws_security_group', { usedBy: [], changesWith: 'description', naming: awsNaming }],
  [
    'aws_eks_node_group',
    { usedBy: [], naming: { name: 'node_group_name', prefix: 'node_group_name_prefix', maxPrefixLength: 37 } },
  ],
  ['google_compute_instance_template', instanceTemplate],
  ['google_compute_region_instance_template', instanceTemplate],
  ['google_compute_ssl_certificate', { usedBy: googleProxies, naming: googleNaming }],
  ['google_compute_region_ssl_certificate', { usedBy: googleProxies, naming: googleNaming }],
  ['google_compute_managed_ssl_certificate', { usedBy: googleProxies }],
  // The whole name has 40 characters.
  ['google_container_node_pool', { usedBy: [], naming: naming(14) }],
]);
