//! The short names that the build gives to the variables of the theme's scripts.

#[path = "../build/script_names.rs"]
mod short;

#[track_caller]
fn check(script: &str, expected: &str) {
    assert_eq!(short::with_short_names(script), expected);
}

#[test]
fn variables_and_parameters_become_short() {
    check("const first=1;let second=first+first;", "const a=1;let b=a+a;");
    check("function add(one,[two,...more]){return one+two+more}", "function d(b,[c,...a]){return b+c+a}");
    check("list.map((each)=>each+1);list.map(each=>each)", "list.map((a)=>a+1);list.map(a=>a)");
    check("try{f()}catch(problem){f(problem)}", "try{f()}catch(a){f(a)}");
}

#[test]
fn what_is_a_property_anywhere_stays() {
    check("const title=1;page.title=title;", "const title=1;page.title=title;");
    check("const title=1;f({title:2});", "const title=1;f({title:2});");
    check("const title=1;f({title});", "const title=1;f({title});");
    check("const{title,text=\"\"}=page;f(title,text)", "const{title,text=\"\"}=page;f(title,text)");
    check("const show=1;f({show(){return 2}})", "const show=1;f({show(){return 2}})");
    check("export function open(address){f(address)}", "export function open(a){f(a)}");
    check("const spread=[];f(...spread)", "const a=[];f(...a)");
}

#[test]
fn strings_templates_and_regular_expressions_keep_their_text() {
    check(
        "const word=1;f(\"word\",'word \\' word',/word[/]word/g)",
        "const a=1;f(\"word\",'word \\' word',/word[/]word/g)",
    );
    check("const word=1;f(`word ${word} ${`in ${word}`} word`)", "const a=1;f(`word ${a} ${`in ${a}`} word`)");
    check("const word=4;f(word/2,word/1)", "const a=4;f(a/2,a/1)");
}

#[test]
fn a_short_name_is_never_one_that_is_used() {
    check("const word=a+b;c(word)", "const d=a+b;c(d)");
    check("const document=1", "const document=1");
}
