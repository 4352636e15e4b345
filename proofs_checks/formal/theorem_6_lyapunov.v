(* No continuously differentiable penalty that vanishes on the feasible set decreases along the velocity:
   right of an interval, for a gradient that points outward, the derivative is positive close to it. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins.
Open Scope R_scope.

Theorem no_smooth_penalty q eps alpha clip kind rule j (p dp : R -> R) G : increasing q -> (j < length q)%nat ->
  0 < alpha -> 0 < clip -> 0 < eps -> gaps_ok q eps kind j ->
  (forall x, is_derive p x (dp x)) -> (forall x, continuous dp x) ->
  (forall x, minus q eps kind j <= x <= plus q eps kind j -> p x = 0) -> 0 < G ->
  exists x, plus q eps kind j < x /\ 0 < (- G + dp x) * velocity x (- G) q eps alpha clip kind rule.
Proof.
  intros Inc L Ha Hc He Gs D C Z HG. set (h := plus q eps kind j). destruct (level_between q eps kind Inc He j L Gs) as [B1 B2].
  fold h in B2.
  assert (D0 : dp h = 0).
  { assert (E := D h). apply is_derive_Reals in E. apply Rle_antisym; apply le_epsilon; intros e E0.
    - destruct (E e E0) as [d Hd]. set (t := Rmin (d / 2) (h - lv q j)). assert (d0 := cond_pos d).
      assert (t1 := Rmin_l (d / 2) (h - lv q j)). assert (t2 := Rmin_r (d / 2) (h - lv q j)). fold t in t1, t2.
      assert (t0 : 0 < t) by (apply Rmin_glb_lt; lra).
      specialize (Hd (- t) ltac:(lra)). rewrite Rabs_Ropp, Rabs_pos_eq in Hd by lra. specialize (Hd ltac:(lra)).
      rewrite (Z h), (Z (h + - t)) in Hd by (fold h; lra). replace ((0 - 0) / - t) with 0 in Hd by (field; lra).
      apply Rabs_def2 in Hd. lra.
    - destruct (E e E0) as [d Hd]. set (t := Rmin (d / 2) (h - lv q j)). assert (d0 := cond_pos d).
      assert (t1 := Rmin_l (d / 2) (h - lv q j)). assert (t2 := Rmin_r (d / 2) (h - lv q j)). fold t in t1, t2.
      assert (t0 : 0 < t) by (apply Rmin_glb_lt; lra).
      specialize (Hd (- t) ltac:(lra)). rewrite Rabs_Ropp, Rabs_pos_eq in Hd by lra. specialize (Hd ltac:(lra)).
      rewrite (Z h), (Z (h + - t)) in Hd by (fold h; lra). replace ((0 - 0) / - t) with 0 in Hd by (field; lra).
      apply Rabs_def2 in Hd. lra. }
  assert (Lc : locally h (fun y => Rabs (dp y - dp h) < G)).
  { apply (C h (fun z => Rabs (z - dp h) < G)). exists (mkposreal G HG). intros z Hz. exact Hz. }
  destruct Lc as [d Hd]. assert (d0 := cond_pos d).
  assert (Room : exists r, 0 < r /\ forall x, h < x < h + r -> basin q rule j x).
  { destruct (lt_dec (S j) (length q)) as [S1|S1].
    - assert (Hh : h < mid q j).
      { unfold h. rewrite plus_inner by exact S1. destruct Gs as [_ G2]. destruct (width_sq q eps kind j (G2 S1)). lra. }
      exists (mid q j - h). split; [lra|]. intros x Hx. split; [|intros; lra].
      intros i ->. assert (I := Inc i L). unfold mid. split; intros; lra.
    - exists 1. split; [lra|]. intros x Hx. split; [|intros; lia].
      intros i ->. assert (I := Inc i L). unfold mid. split; intros; lra. }
  destruct Room as (r & r0 & Hr). set (t := Rmin (d / 2) (r / 2)).
  assert (t1 := Rmin_l (d / 2) (r / 2)). assert (t2 := Rmin_r (d / 2) (r / 2)). fold t in t1, t2.
  assert (t0 : 0 < t) by (apply Rmin_glb_lt; lra).
  exists (h + t). split; [lra|].
  assert (Q : Rabs (dp (h + t) - dp h) < G).
  { apply Hd. change (Rabs (h + t - h) < d). replace (h + t - h) with t by ring. rewrite Rabs_pos_eq; lra. }
  rewrite D0 in Q. apply Rabs_def2 in Q.
  destruct (right_side q eps alpha clip kind rule Inc Ha Hc He j (h + t) (- G) L Gs (Hr (h + t) ltac:(lra)) ltac:(lra))
    as (_ & _ & S3 & _). fold h in S3. destruct (S3 ltac:(lra)) as (V & _).
  set (v := velocity (h + t) (- G) q eps alpha clip kind rule) in *. nra.
Qed.
