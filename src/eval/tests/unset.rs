//! What is not written: what the tables say of it.

use super::{Answer, answer_with, shown};
use crate::eval::inputs::Outside;
use std::fmt::Write;

const TABLE: &str = "resource cloud_cluster
  id string computed
  version string computed
  name string null
  key string same name
  region string provider region
  log_types set(string) null
  network computed {
    cidr string computed
    family string = ipv4
  }
  rule set {
    port number null
  }
  scaling {
    rollback bool = false
    delay number null
    warmup number computed
    alarm {
      names list(string) null
    }
    limits computed {
      most number null
    }
  }
resource shuffle
  input list(string) null
  count_wanted number null
  result list(string) drawn input count_wanted
data zones
  names list(string) computed 2.. unless except filter.name!=standing or 3..4 unless except filter.name!=standing region=small or 0..3 unless !filter.kinds=own
  region string provider region
  except list(string) null
  filter {
    name string null
    kinds set(string) null
  }
";

fn read(context: &str, cases: &[(&str, &str)]) -> Answer {
    let mut text = context.to_owned();
    for (n, (expression, _)) in cases.iter().enumerate() {
        let _ = write!(text, "\noutput \"o{n}\" {{\n value = {expression}\n}}\n");
    }
    let answer = answer_with(&[("main.tf", &text)], TABLE, &Outside::default());
    for (n, (expression, expected)) in cases.iter().enumerate() {
        let output = answer.outputs.get(&format!("o{n}")).map(String::as_str);
        assert_eq!(output, Some(*expected), "{expression} {:?}", answer.refusals);
    }
    assert!(answer.refusals.is_empty(), "{:?}", answer.refusals);
    answer
}

#[test]
fn a_list_that_is_not_known_has_the_length_that_is_sure() {
    let data = |name: &str, body: &str| format!("data \"zones\" \"{name}\" {{\n{body}\n}}\n");
    let context = [
        "provider \"zones\" {\n  region = \"large\"\n}\nvariable \"open\" {}\n".to_owned(),
        data("all", ""),
        data("small", "region = \"small\""),
        data("anywhere", "region = var.open"),
        data("less", "except = [\"a\"]"),
        data("perhaps_less", "except = var.open"),
        data("standing", "filter {\n  name = \"standing\"\n}"),
        data("filtered", "filter {\n  name = \"kind\"\n}"),
        data("somehow", "filter {\n  name = var.open\n}"),
    ]
    .concat();
    let length = |name: &str| format!("[for n in [2, 3] : length(data.zones.{name}.names) >= n]");
    for (name, expected) in [
        ("all", "[true, true]"),
        ("small", "[true, ?]"),
        ("anywhere", "[true, ?]"),
        ("less", "[?, ?]"),
        ("perhaps_less", "[?, ?]"),
        ("standing", "[true, true]"),
        ("filtered", "[?, ?]"),
        ("somehow", "[?, ?]"),
    ] {
        let open = format!("<`data.zones.{name}.names` is known only when the data source is read>");
        read(&context, &[(&length(name), &expected.replace('?', &open))]);
    }
    read(
        &(context + "data \"zones\" \"own\" {\n  filter {\n    name = \"standing\"\n    kinds = [\"own\"]\n  }\n}\n"),
        &[("length(data.zones.all.names) <= 4", "true"), ("[length(data.zones.own.names)]", "[3]")],
    );
}

#[test]
fn a_block_that_the_provider_fills_in_is_known_after_apply() {
    let of = "cloud_cluster.a.network";
    let answer = read(
        "resource \"cloud_cluster\" \"a\" {}
         resource \"cloud_cluster\" \"b\" {
           dynamic \"network\" {
             for_each = []
             content {}
           }
           dynamic \"other\" {
             for_each = []
             content {}
           }
         }",
        &[
            (&format!("{of}[0].cidr"), "<cloud_cluster.a.network[0].cidr>"),
            (&format!("one({of}[*].cidr)"), "<`cloud_cluster.a.network` is known only after apply>"),
            (&format!("try({of}[0].cidr, \"none\")"), "<cloud_cluster.a.network[0].cidr>"),
            // A `dynamic` block that makes none is as good as not written; also of a block that no table knows.
            ("cloud_cluster.b.network[0].cidr", "<cloud_cluster.b.network[0].cidr>"),
            ("cloud_cluster.b.other[0].cidr", "<cloud_cluster.b.other[0].cidr>"),
            // Others are none.
            ("length(cloud_cluster.a.scaling)", "0"),
            ("[for r in cloud_cluster.a.rule : r.port]", "[]"),
        ],
    );
    // The clouds read what is left to the provider as absent.
    assert!(answer.resources.iter().all(|r| shown(r.get("network")) == "[]"), "{:?}", answer.resources);
}

#[test]
fn null_in_a_block_is_as_good_as_not_written() {
    read(
        "resource \"cloud_cluster\" \"a\" {
           log_types = null
           scaling {
             rollback = null
             delay    = null
             warmup   = null
           }
         }",
        &[
            ("cloud_cluster.a.scaling[0].rollback", "false"),
            ("cloud_cluster.a.scaling[0].delay", "null"),
            ("cloud_cluster.a.scaling[0].warmup", "<cloud_cluster.a.scaling[0].warmup>"),
            ("cloud_cluster.a.scaling[0].alarm", "[]"),
            ("cloud_cluster.a.scaling[0].limits[0].most", "<cloud_cluster.a.scaling[0].limits[0].most>"),
            ("cloud_cluster.a.log_types", "null"),
        ],
    );
}

#[test]
fn blocks_in_attribute_form_are_blocks() {
    read(
        "resource \"cloud_cluster\" \"a\" {
           scaling = [{ delay = \"5\" }, { rollback = true, alarm = [{ names = [\"a\"] }] }]
           network = []
         }",
        &[
            ("[for s in cloud_cluster.a.scaling : s.rollback]", "[false, true]"),
            ("cloud_cluster.a.scaling[0].delay", "5"),
            ("cloud_cluster.a.scaling[*].alarm", "[[], [{names=[\"a\"]}]]"),
            // Said to be none, which is more than not written.
            ("length(cloud_cluster.a.network)", "0"),
        ],
    );
}

#[test]
fn a_region_is_the_providers_unless_it_is_written() {
    read(
        "provider \"cloud\" {
           region = \"eu-west-1\"
         }
         provider \"cloud\" {
           alias = \"there\"
         }
         resource \"cloud_cluster\" \"a\" {}
         resource \"cloud_cluster\" \"b\" {
           region = null
         }
         resource \"cloud_cluster\" \"c\" {
           region = \"us-east-1\"
         }
         resource \"cloud_cluster\" \"d\" {
           provider = cloud.there
         }",
        &[
            ("[cloud_cluster.a.region, cloud_cluster.b.region]", "[\"eu-west-1\", \"eu-west-1\"]"),
            ("cloud_cluster.c.region", "\"us-east-1\""),
            ("cloud_cluster.d.region", "<cloud_cluster.d.region>"),
        ],
    );
}

#[test]
fn an_id_that_is_a_name_is_known_where_the_name_is() {
    read(
        "resource \"cloud_cluster\" \"a\" {
           name = \"main\"
         }
         resource \"cloud_cluster\" \"b\" {
           name = cloud_cluster.a.version
         }",
        &[
            ("\"k8s/${cloud_cluster.a.key}\"", "\"k8s/main\""),
            ("cloud_cluster.b.key", "<cloud_cluster.b.key>"),
            ("cloud_cluster.b.name", "<cloud_cluster.a.version>"),
        ],
    );
}

#[test]
fn source_and_version_are_arguments_of_a_resource() {
    let text = "resource \"thing\" \"a\" {\n source = \"here\"\n version = 1\n count = 1\n}
                output \"all\" {\n value = jsonencode(thing.a[0])\n}";
    let table = "resource thing complete\n  source string null\n  version string null\n";
    let answer = answer_with(&[("main.tf", text)], table, &Outside::default());
    assert_eq!(answer.outputs["all"], r#""{\"source\":\"here\",\"version\":\"1\"}""#, "{:?}", answer.refusals);
}

#[test]
fn elements_are_drawn_from_a_list() {
    read(
        "variable \"zones\" {
           type = list(string)
         }
         resource \"shuffle\" \"all\" {
           input = [\"a\", \"b\"]
         }
         resource \"shuffle\" \"some\" {
           input        = [\"a\", \"b\", \"c\"]
           count_wanted = 2
         }
         resource \"shuffle\" \"again\" {
           input        = [\"a\"]
           count_wanted = 3
         }
         resource \"shuffle\" \"unknown\" {
           input        = var.zones
           count_wanted = 2
         }
         resource \"shuffle\" \"none\" {
           input = []
         }",
        &[
            ("length(shuffle.all.result)", "2"),
            ("length(shuffle.some.result)", "2"),
            ("length(shuffle.again.result)", "3"),
            ("contains([\"a\", \"b\", \"c\"], shuffle.some.result[0])", "true"),
            ("shuffle.again.result[2]", "\"a\""),
            ("length(shuffle.unknown.result) <= 2", "true"),
            ("length(shuffle.none.result)", "0"),
        ],
    );
}
