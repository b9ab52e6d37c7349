import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import type { ImageVersion } from '../../../core/facts.ts';
import { applyEdits } from '../../../core/text.ts';
import { cut, read } from './read.ts';

const known = (text: string): string => text.replaceAll(UNKNOWN, '_');

/** A resource of a type with the lines of its body. */
const resource = (type: string, body: string): string => `resource "${type}" "x" {\n${body}\n}\n`;

describe('images', () => {
  const pod = (path: readonly string[], inner: string): string =>
    path.reduceRight((body, block) => `${block} {\n${body}\n}`, inner);

  function versionOf(text: string, version: ImageVersion): string {
    switch (version.kind) {
      case 'none':
        return version.insertAt === undefined ? 'none' : `none, before ${JSON.stringify(text[version.insertAt])}`;
      case 'tag':
        return `tag ${version.tag} at ${version.span ? cut(text, version.span) : 'no place'}`;
      default:
        return version.kind;
    }
  }

  /** Every image as its path below the resource, the text that it covers, its usage, and its version. */
  function imagesOf(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
    return read(text, others).images.map(({ path, span, text: written, usage, name, version }) => {
      expect(written).toBe(cut(text, span));
      return [path.replace(/^\w+\.x\//, ''), usage, written, known(name), versionOf(text, version)].join(' | ');
    });
  }

  it.each<[string, string, readonly string[]]>([
    [
      'aws_ecs_task_definition',
      'container_definitions = jsonencode([{ name = "web", image = "nginx:1" }, { image = "redis" }])',
      [
        'container_definitions[web]/image | container | nginx:1 | nginx | tag 1 at 1',
        'container_definitions[1]/image | container | redis | redis | none, before "\\""',
      ],
    ],
    [
      'aws_ecs_task_definition',
      'container_definitions = <<EOT\n[{ "name": "web", "image": "nginx:1", "cpu": ${var.cpu} }]\nEOT',
      ['container_definitions[web]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'aws_ecs_task_definition',
      'container_definitions = "[{\\"image\\": \\"nginx:1\\"}]"',
      ['container_definitions[0]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'aws_ecs_task_definition',
      'container_definitions = jsonencode([{ image = "${aws_ecr_repository.x.repository_url}:latest" }])',
      [
        'container_definitions[0]/image | container | ${aws_ecr_repository.x.repository_url}:latest | _ | tag latest at latest',
      ],
    ],
    [
      'aws_ecs_task_definition',
      'container_definitions = jsonencode([merge({ image = "nginx:1" }, { name = "web" })])',
      ['container_definitions[web]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    ['aws_ecs_task_definition', 'container_definitions = file("x.json")', []],
    ['aws_ecs_task_definition', 'container_definitions = jsonencode([{ image = var.image }])', []],
    ['aws_ecs_task_definition', 'container_definitions = "not json"', []],
    [
      'google_cloud_run_service',
      pod(['template', 'spec', 'containers'], 'image = "nginx"'),
      ['template[0]/spec[0]/containers[0]/image | container | nginx | nginx | none, before "\\""'],
    ],
    [
      'google_cloud_run_v2_service',
      pod(['template', 'containers'], 'image = "gcr.io/a/b:latest"'),
      ['template[0]/containers[0]/image | container | gcr.io/a/b:latest | gcr.io/a/b | tag latest at latest'],
    ],
    [
      'google_cloud_run_v2_job',
      pod(['template', 'template', 'containers'], 'image = "nginx:1"'),
      ['template[0]/template[0]/containers[0]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'aws_apprunner_service',
      pod(['source_configuration', 'image_repository'], 'image_identifier = "nginx:1"'),
      ['source_configuration[0]/image_repository[0]/image_identifier | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'azurerm_container_app',
      pod(['template', 'container'], 'name = "web"\nimage = "nginx:1"'),
      ['template[0]/container[web]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'azurerm_container_group',
      'init_container {\nimage = "busybox:1"\n}\ncontainer {\nimage = "nginx:1"\n}',
      [
        'init_container[0]/image | init-container | busybox:1 | busybox | tag 1 at 1',
        'container[0]/image | container | nginx:1 | nginx | tag 1 at 1',
      ],
    ],
    [
      'aws_lambda_function',
      'image_uri = "a/b:latest"',
      ['image_uri | function | a/b:latest | a/b | tag latest at latest'],
    ],
    ['docker_image', 'name = "nginx"', ['name | resource | nginx | nginx | none, before "\\""']],
    ['docker_image', 'name = "shop"\nbuild {\ncontext = "."\n}', []],
    ['docker_container', 'image = docker_image.nginx.image_id', []],
    ['docker_container', 'image = "nginx:1"', ['image | container | nginx:1 | nginx | tag 1 at 1']],
    [
      'kubernetes_deployment_v1',
      pod(['spec', 'template', 'spec', 'container'], 'name = "web"\nimage = "nginx:1"'),
      ['spec[0]/template[0]/spec[0]/container[web]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'kubernetes_pod',
      'spec {\ndynamic "container" {\nfor_each = var.x\ncontent {\nimage = "nginx:1"\n}\n}\n}',
      ['spec[0]/container[0]/image | container | nginx:1 | nginx | tag 1 at 1'],
    ],
    [
      'kubernetes_cron_job_v1',
      pod(['spec', 'job_template', 'spec', 'template', 'spec', 'init_container'], 'image = "nginx:1"'),
      [
        'spec[0]/job_template[0]/spec[0]/template[0]/spec[0]/init_container[0]/image | init-container | nginx:1 | nginx | tag 1 at 1',
      ],
    ],
    ['docker_container', 'image = "nginx:"', []],
    ['docker_container', 'image = ', []],
    ['constructor', 'image = "nginx"', []],
    ['aws_instance', 'image = "nginx"', []],
  ])('%s: %s', (type, body, expected) => {
    expect(imagesOf(resource(type, body))).toEqual(expected);
  });

  const byLocal = resource('docker_container', 'image = local.image');
  const local = 'locals {\n  image = "nginx:latest"\n}\n';

  it('can be edited where it stands in a local of the same file', () => {
    const text = byLocal + local;
    expect(imagesOf(text)).toEqual(['image | container | local.image | nginx | tag latest at latest']);
    expect(read(text).images[0]!.origins.map(({ span }) => cut(text, span))).toEqual(['"nginx:latest"']);
  });

  it('cannot be edited where it stands in another file', () => {
    const others = { 'infra/locals.tf': local };
    expect(imagesOf(byLocal, others)).toEqual(['image | container | local.image | nginx | tag latest at no place']);
    expect(read(byLocal, others).images[0]!.origins.map(({ file, name }) => [file, name])).toEqual([
      ['infra/locals.tf', 'local.image'],
    ]);
  });

  it('stands where it is written in a local list of containers', () => {
    const text = `${resource('aws_ecs_task_definition', 'container_definitions = jsonencode(local.containers)')}locals {\n  containers = [{ name = "web", image = "nginx:1" }]\n}\n`;
    expect(imagesOf(text)).toEqual(['container_definitions[web]/image | container | nginx:1 | nginx | tag 1 at 1']);
  });

  it('stands at the reference when JSON comes from another file', () => {
    const text = resource('aws_ecs_task_definition', 'container_definitions = local.containers');
    const others = { 'infra/a.tf': 'locals {\n  containers = "[{\\"image\\": \\"nginx:1\\"}]"\n}\n' };
    expect(imagesOf(text, others)).toEqual([
      'container_definitions[0]/image | container | local.containers | nginx | tag 1 at no place',
    ]);
    expect(read(text, others).images[0]!.origins).toHaveLength(1);
  });

  it('is half typed', () => {
    const text =
      'resource "docker_container" "x" {\n  image = "nginx:1"\n  name = \n\nresource "docker_container" "y" {\n  image = "redis:2"';
    expect(read(text).images.map(({ path, name }) => [path, name])).toEqual([
      ['docker_container.x/image', 'nginx'],
      ['docker_container.y/image', 'redis'],
    ]);
  });
});

describe('scripts', () => {
  /** Every script as its phase and path below the resource, and the texts that its commands cover. */
  function scriptsOf(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
    return read(text, others).scripts.map(({ phase, path, commands }) => {
      const texts = commands.map(({ span }) => cut(text, span));
      return `${phase} ${path.replace(/^\w+\.x\//, '')}: ${texts.join(' ; ')}`;
    });
  }

  const install = 'apt-get install -y nginx';

  it.each<[string, string, readonly string[]]>([
    ['aws_instance', `user_data = <<EOT\n#!/bin/bash\n${install}\nEOT`, [`boot user_data: ${install}`]],
    ['aws_instance', `user_data = <<-EOT\n    #!/bin/sh\n    ${install}\n    EOT`, [`boot user_data: ${install}`]],
    ['aws_instance', `user_data = "#!/bin/sh\\n${install}"`, [`boot user_data: ${install}`]],
    ['aws_instance', `user_data_base64 = base64gzip("${install}")`, [`boot user_data_base64: ${install}`]],
    ['aws_launch_template', `user_data = base64encode(<<EOT\n${install}\nEOT\n)`, [`boot user_data: ${install}`]],
    ['aws_instance', `user_data = join("\\n", ["#!/bin/sh", "${install}"])`, [`boot user_data: ${install}`]],
    ['azurerm_linux_virtual_machine', `custom_data = base64encode("${install}")`, [`boot custom_data: ${install}`]],
    ['hcloud_server', `user_data = "${install}"`, [`boot user_data: ${install}`]],
    ['google_compute_instance', `metadata_startup_script = "${install}"`, [`boot metadata_startup_script: ${install}`]],
    [
      'google_compute_instance',
      `metadata = {\nstartup-script = "${install}"\n"user-data" = "ls"\nssh-keys = "rm"\n}`,
      [`boot metadata/startup-script: ${install}`, 'boot metadata/user-data: ls'],
    ],
    [
      'aws_instance',
      'user_data = <<EOT\napt-get install ${var.package} nginx\nEOT',
      ['boot user_data: apt-get install ${var.package} nginx'],
    ],
    [
      'aws_instance',
      `user_data = <<EOT\n%{ if var.x }\n${install}\n%{ endif }\nls\nEOT`,
      [`boot user_data: ${install} ; ls`],
    ],
    ['aws_instance', 'user_data = "#!/usr/bin/python3\\nimport os"', ['boot user_data: ']],
    ['aws_instance', 'user_data = "#!/usr/bin/env bash\\nls"', ['boot user_data: ls']],
    ['aws_instance', 'user_data = "<powershell>\\nls\\n</powershell>"', ['boot user_data: ']],
    ['aws_instance', 'user_data = "Content-Type: multipart/mixed\\nls"', ['boot user_data: ']],
    ['aws_instance', 'user_data = templatefile("x", {})', []],
    ['aws_instance', 'user_data = var.script', []],
    ['aws_instance', 'user_data = jsonencode({})', []],
    [
      'scaleway_instance_server',
      'user_data = {\n"cloud-init" = "ls"\nother = "rm"\n}',
      ['boot user_data/cloud-init: ls'],
    ],
    ['aws_instance', 'description = "apt-get install x"', []],
    [
      'null_resource',
      `provisioner "remote-exec" {\ninline = ["${install}", var.x, "ls"]\n}`,
      [`deploy provisioner[0]/inline[0]: ${install}`, 'deploy provisioner[0]/inline[2]: ls'],
    ],
    ['null_resource', 'provisioner "local-exec" {\ncommand = "ls"\n}', ['deploy provisioner[0]/command: ls']],
    [
      'null_resource',
      'provisioner "local-exec" {\ncommand = "ls"\ninterpreter = ["/bin/bash", "-c"]\n}',
      ['deploy provisioner[0]/command: ls'],
    ],
    [
      'null_resource',
      'provisioner "local-exec" {\ncommand = "ls"\ninterpreter = ["python3", "-c"]\n}',
      ['deploy provisioner[0]/command: '],
    ],
    ['null_resource', 'provisioner "file" {\ncontent = "ls"\n}', []],
    [
      'kubernetes_pod',
      'spec {\ncontainer {\ncommand = ["sh", "-c"]\nargs = ["ls /tmp"]\n}\n}',
      ['boot spec[0]/container[0]/command: sh", "-c"]\nargs = ["ls /tmp ; ls /tmp'],
    ],
    [
      'aws_ecs_task_definition',
      'container_definitions = jsonencode([{ name = "web", command = ["sh", "-c", "ls"] }])',
      ['boot container_definitions[web]/command: sh", "-c", "ls ; ls'],
    ],
  ])('%s: %s', (type, body, expected) => {
    expect(scriptsOf(resource(type, body))).toEqual(expected);
  });

  it('reads the parts of cloudinit_config', () => {
    const part = (type: string, content: string) => `part {\n${type}content = "${content}"\n}\n`;
    const parts = [
      part('', 'ls'),
      part('content_type = "text/x-shellscript"\n', 'cd'),
      part('content_type = "text/jinja2"\n', 'rm'),
    ];
    const text = `data "cloudinit_config" "x" {\n${parts.join('')}}\n`;
    expect(scriptsOf(text)).toEqual([
      'boot data.cloudinit_config.x/part[0]/content: ls',
      'boot data.cloudinit_config.x/part[1]/content: cd',
    ]);
    expect(scriptsOf(text.replace('cloudinit_config', 'other'))).toEqual([]);
  });

  const cloudConfig = resource(
    'aws_instance',
    `user_data = <<-EOT
    #cloud-config
    package_update: true
    package_upgrade: true
    packages:
      - nginx
      - [redis, "6.2"]
    bootcmd:
      - echo boot
    runcmd:
      - apt-get install -y curl
      - [sh, -c, "ls /tmp"]
      - |
        touch a
        touch \${var.b}
  EOT`,
  );

  it('reads cloud-init', () => {
    expect(scriptsOf(cloudConfig)).toEqual([
      'boot user_data/bootcmd[0]: echo boot',
      'boot user_data/runcmd[0]: apt-get install -y curl',
      'boot user_data/runcmd[1]: sh, -c, "ls /tmp ; ls /tmp',
      'boot user_data/runcmd[2]: touch a ; touch ${var.b}',
    ]);
    const lists = read(cloudConfig).packageLists.map(({ path, span, packages, isUpgrade }) => ({
      path,
      at: cut(cloudConfig, span),
      packages: packages.map((one) => [one.name, cut(cloudConfig, one.span)]),
      isUpgrade,
    }));
    expect(lists).toEqual([
      {
        path: 'aws_instance.x/user_data/packages',
        at: 'packages',
        packages: [
          ['nginx', 'nginx'],
          ['redis', 'redis'],
        ],
        isUpgrade: false,
      },
      {
        path: 'aws_instance.x/user_data/package_upgrade',
        at: 'package_upgrade: true',
        packages: [],
        isUpgrade: true,
      },
    ]);
  });

  it('keeps the places of a script in a local of the same file, and has no edits for one in another file', () => {
    const use = resource('aws_instance', 'user_data = local.script');
    const local = `locals {\n  script = <<EOT\n${install}\nls\nEOT\n}\n`;
    expect(scriptsOf(use + local)).toEqual([`boot user_data: ${install} ; ls`]);
    expect(read(use + local).scripts[0]!.commands[1]!.removal).not.toBe(undefined);
    const others = { 'infra/locals.tf': local };
    expect(scriptsOf(use, others)).toEqual(['boot user_data: local.script ; local.script']);
    expect(read(use, others).scripts[0]!.commands.map(({ removal }) => removal)).toEqual([undefined, undefined]);
  });

  it('is taken out with what holds it', () => {
    const without = (text: string): readonly (string | undefined)[] =>
      read(text).scripts.map(({ removal }) => removal && applyEdits(text, removal));
    const empty = 'resource "null_resource" "x" {\n}\n';
    expect(without(resource('null_resource', '  user_data = "ls"'))).toEqual([empty]);
    expect(without(resource('null_resource', '  provisioner "local-exec" {\n    command = "ls"\n  }'))).toEqual([
      empty,
    ]);
    expect(without(resource('null_resource', '  provisioner "remote-exec" {\n    inline = ["ls"]\n  }'))).toEqual([
      empty,
    ]);
    expect(without(resource('null_resource', '  provisioner "remote-exec" {\n    inline = ["ls", "ls"]\n  }'))).toEqual(
      [undefined, undefined],
    );
  });
});

describe('ports', () => {
  it.each<[string, string, readonly string[]]>([
    ['kubernetes_pod', 'spec {\ncontainer {\nport {\ncontainer_port = 22\n}\n}\n}', ['container 22 22']],
    [
      'kubernetes_service',
      'spec {\nport {\nport = 22\ntarget_port = 2222\n}\n}',
      ['service 22 22', 'service 2222 2222'],
    ],
    ['kubernetes_service_v1', 'spec {\nport {\nport = 80\ntarget_port = "http"\n}\n}', ['service 80 80']],
    ['kubernetes_service', 'spec {\nport {\nport = 22\ntarget_port = "22"\n}\n}', ['service 22 22']],
    ['docker_container', 'ports {\ninternal = 22\nexternal = 2222\n}', ['published 22 22']],
    [
      'google_cloud_run_v2_service',
      'template {\ncontainers {\nports {\ncontainer_port = 8080\n}\n}\n}',
      ['container 8080 8080'],
    ],
    ['azurerm_container_group', 'container {\nports {\nport = 80\n}\n}', ['container 80 80']],
    [
      'aws_ecs_task_definition',
      'container_definitions = jsonencode([{ portMappings = [{ containerPort = 22 }] }])',
      ['container 22 22'],
    ],
    ['kubernetes_pod', 'spec {\ncontainer {\nport {\ncontainer_port = var.port\n}\n}\n}', []],
    ['aws_security_group', 'ingress {\nfrom_port = 22\n}', []],
  ])('%s: %s', (type, body, expected) => {
    const text = resource(type, body);
    expect(read(text).ports.map(({ usage, port, span }) => `${usage} ${port} ${cut(text, span)}`)).toEqual(expected);
  });

  it('is taken out of a container, and of a Service that has another', () => {
    const removals = (text: string) => read(text).ports.map(({ removal }) => removal && applyEdits(text, removal));
    expect(removals(resource('docker_container', '  ports {\n    internal = 22\n  }'))).toEqual([
      'resource "docker_container" "x" {\n}\n',
    ]);
    expect(removals(resource('kubernetes_service', '  spec {\n    port {\n      port = 22\n    }\n  }'))).toEqual([
      undefined,
    ]);
  });
});

describe('mounts', () => {
  const mountsOf = (text: string) =>
    read(text).mounts.map(({ source, target, isReadOnly, span }) => ({
      source:
        source.kind === 'host-path' ? source.path : source.kind === 'claim' ? `claim ${source.claim}` : source.kind,
      target,
      isReadOnly,
      at: cut(text, span),
    }));

  it.each<[string, string, readonly object[]]>([
    [
      'aws_ecs_task_definition',
      'volume {\nname = "s"\nhost_path = "/a"\n}\ncontainer_definitions = jsonencode([{ mountPoints = [{ sourceVolume = "s", containerPath = "/b", readOnly = true }] }])',
      [{ source: '/a', target: '/b', isReadOnly: true, at: '"/a"' }],
    ],
    [
      'aws_ecs_task_definition',
      'volume {\nname = "s"\n}',
      [{ source: 'other', target: undefined, isReadOnly: false, at: 'volume' }],
    ],
    [
      'docker_container',
      'volumes {\nhost_path = "/a"\ncontainer_path = "/b"\nread_only = true\n}\nmounts {\ntype = "bind"\nsource = "/c"\ntarget = "/d"\n}\nmounts {\ntype = "volume"\nsource = "data"\ntarget = "/e"\n}',
      [
        { source: '/a', target: '/b', isReadOnly: true, at: '"/a"' },
        { source: '/c', target: '/d', isReadOnly: false, at: '"/c"' },
        { source: 'other', target: '/e', isReadOnly: false, at: '"data"' },
      ],
    ],
    [
      'kubernetes_pod',
      'spec {\nvolume {\nname = "a"\nhost_path {\npath = "/a"\n}\n}\nvolume {\nname = "b"\nempty_dir {}\n}\nvolume {\nname = "c"\npersistent_volume_claim {\nclaim_name = "data"\n}\n}\ncontainer {\nvolume_mount {\nname = "a"\nmount_path = "/x"\nread_only = true\n}\nvolume_mount {\nname = "c"\nmount_path = "/y"\n}\n}\n}',
      [
        { source: '/a', target: '/x', isReadOnly: true, at: '"/a"' },
        { source: 'empty-dir', target: undefined, isReadOnly: false, at: 'empty_dir' },
        { source: 'claim data', target: '/y', isReadOnly: false, at: '"data"' },
      ],
    ],
    ['aws_instance', 'volume {\nhost_path = "/a"\n}', []],
  ])('%s: %s', (type, body, expected) => {
    expect(mountsOf(resource(type, body))).toEqual(expected);
  });

  const spec = (mounts: string, volume: string) =>
    resource('kubernetes_pod', `  spec {\n    container {\n${mounts}      image = "a:1"\n    }\n${volume}  }`);
  const volume = '    volume {\n      name = "s"\n      host_path {\n        path = "/a"\n      }\n    }\n';
  const mount = '      volume_mount {\n        name = "s"\n      }\n';

  it('takes out the volume and what mounts it', () => {
    const text = spec(mount, volume);
    const [only] = read(text).mounts;
    expect(applyEdits(text, only!.removal!)).toBe(spec('', ''));
  });

  it('stays whole when it may be mounted by what cannot be seen', () => {
    const dynamic = spec('dynamic "volume_mount" {\nfor_each = var.x\ncontent {\nname = "s"\n}\n}\n', volume);
    expect(read(dynamic).mounts.map(({ removal }) => removal)).toEqual([undefined]);
    const unknown = spec('volume_mount {\nname = var.name\n}\n', volume);
    expect(read(unknown).mounts.map(({ removal }) => removal)).toEqual([undefined]);
  });
});
